using System.Text.Json;
using Slipway.Api.Events;
using Slipway.Events;

namespace Slipway.Automations.Http;

/// <summary>Events as the wire shows them.</summary>
internal static class EventResponses
{
    public static EventResponse Of(LoggedEvent happened) => new()
    {
        Id = happened.Id.ToString(),
        Number = happened.Number,
        Type = happened.Type,
        At = happened.At,
        Actor = happened.Actor,
        Team = happened.Team,
        Project = happened.Project,
        RegisteredModel = happened.RegisteredModel,
        Artifact = happened.Artifact,
        Version = happened.Version,
        Alias = happened.Alias,
        Tag = happened.Tag,
        Run = happened.Run,
        Metric = happened.Metric,
        Before = Json(happened.Before),
        After = Json(happened.After),
    };

    private static JsonElement? Json(string? text) => text is null ? null : JsonElement.Parse(text);
}

using System.Text;
using System.Text.Json;
using Slipway.Api.Events;
using Slipway.Events;
using Slipway.Registry.Collections;
using Slipway.Runs;
using Slipway.Storage;
using Slipway.Webhooks.Payloads;

namespace Slipway.Automations.Actions;

/// <summary>What the payload's variables stand for in an event (M7, wandb-behaviour 5.1).</summary>
public static class EventValues
{
    /// <param name="metadata">The version's metadata as a JSON object; null when not needed or none.</param>
    /// <param name="run">The run that the event is about; null when it is about none or the run is gone.</param>
    public static PayloadValues Of(LoggedEvent happened, string automationName, string? metadata, Run? run = null) => new()
    {
        EventType = happened.Type,
        EventAuthor = happened.Actor,
        ArtifactVersion = happened.ArtifactVersionId is { } id ? new ArtifactVersionId(id).ToReference() : null,
        ArtifactVersionString = VersionString(happened),
        ArtifactVersionIndex = happened.Version?.TrimStart('v'),
        ArtifactCollectionName = happened.RegisteredModel ?? happened.Artifact,
        ProjectName = happened.Project,
        EntityName = happened.Team,
        Alias = happened.Alias,
        Tag = happened.Tag,
        AutomationName = automationName,
        RunName = run?.Name ?? happened.Run,
        RunStatus = happened.Type == EventTypes.RunState ? TextOf(happened.After) : run is null ? null : EnumText.Of(run.State),
        MetricName = happened.Metric,
        MetricValues = happened.Metric is null ? null : TextOf(happened.After),
        MetadataJson = metadata,
        WebhookName = FieldOf(happened, "webhook"),
        EventReason = ReasonOf(happened),
    };

    private static string? TextOf(string? json) => json is null ? null : JsonElement.Parse(json).ToString();

    /// <summary>What an event of the team tells, in short; null for other events.</summary>
    public static string? TeamFact(LoggedEvent happened) =>
        happened.ScopeKind != ScopeKind.Team ? null : string.Join(": ", new[] { FieldOf(happened, "webhook"), ReasonOf(happened) }.OfType<string>());

    private static string? ReasonOf(LoggedEvent happened) => happened.Type switch
    {
        EventTypes.WebhookDisabled => FieldOf(happened, "reason"),
        EventTypes.WorkSetAside => $"{FieldOf(happened, "worker")} gave up {FieldOf(happened, "unit")}; trace {FieldOf(happened, "trace")}",
        _ => null,
    };

    /// <summary>A field of what an event of the team tells.</summary>
    internal static string? FieldOf(LoggedEvent happened, string field) =>
        happened is { ScopeKind: ScopeKind.Team, After: { } after } && JsonElement.Parse(after) is { ValueKind: JsonValueKind.Object } told
        && told.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    // The alias that came to stand names the version; one that was taken off no longer does, so the number does.
    private static string? VersionString(LoggedEvent happened)
    {
        if (happened.Version is null)
        {
            return null;
        }
        var text = new StringBuilder().AppendJoin('/', happened.Team, happened.Project, happened.RegisteredModel ?? happened.Artifact).Append(':');
        return text.Append(happened is { Type: EventTypes.AddArtifactAlias, Alias: { } alias } ? alias : happened.Version).ToString();
    }
}

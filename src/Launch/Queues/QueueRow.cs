using System.Text.Json;
using Slipway.Access;
using Slipway.Api.Queues;
using Slipway.Api.Texts;
using Slipway.Rest.Bodies;
using Slipway.Storage;

namespace Slipway.Launch.Queues;

/// <summary>A queue as it is stored; two are equal when nothing of it was changed in between.</summary>
internal sealed record QueueRow
{
    public QueueId Id { get; init; }

    public TeamId TeamId { get; init; }

    public string TeamName { get; init; } = "";

    /// <summary>All of <see cref="QueueSettings"/>. What SQL asks for stands in columns of its own as well.</summary>
    public string Settings { get; init; } = "";

    public string CreatedBy { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <exception cref="JsonException">It cannot be read any more.</exception>
    public Queue ToQueue() => new()
    {
        Id = Id,
        TeamId = TeamId,
        TeamName = TeamName,
        Settings = SettingsText.Read<QueueSettings>(Settings),
        CreatedBy = CreatedBy,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
    };

    /// <summary>The parameters of the statements that write a queue.</summary>
    public static object Arguments(Team team, QueueSettings settings, QueueId id, string by) => new
    {
        id,
        team = team.Id,
        teamName = team.Name,
        name = settings.Name,
        resource = EnumWords.Of(settings.Resource),
        paused = settings.Paused,
        lostPolicy = EnumWords.Of(settings.LostPolicy),
        labels = JsonSerializer.Serialize(settings.Labels),
        maxConcurrency = settings.MaxConcurrency,
        startTimeout = InstantText.ToMicroseconds(TimeSpan.FromSeconds(settings.StartTimeoutSeconds)),
        allowedArguments = JsonSerializer.Serialize(settings.AllowedArguments),
        settings = SettingsText.Of(settings),
        by,
    };
}

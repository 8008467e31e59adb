using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Slipway.Api.Queues;

/// <summary>A queue: its settings and how it stands.</summary>
[Answer]
public sealed record QueueResponse : QueueSettings
{
    /// <summary>For a reader of JSON.</summary>
    [JsonConstructor]
    public QueueResponse()
    {
    }

    /// <summary>With all of the settings; the rest is set beside it.</summary>
    [SetsRequiredMembers]
    public QueueResponse(QueueSettings settings)
        : base(settings)
    {
    }

    /// <summary>Opaque.</summary>
    public required string Id { get; init; } = "";

    /// <summary>The name of its team.</summary>
    public required string Team { get; init; } = "";

    /// <summary>How many items wait.</summary>
    public required int Queued { get; init; }

    /// <summary>How many items are claimed, starting or running.</summary>
    public required int Active { get; init; }

    /// <summary>How many live agents serve it.</summary>
    public required int LiveAgents { get; init; }

    /// <summary>What keeps it from working, such as that no agent serves it; null when nothing does.</summary>
    public string? Warning { get; init; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; } = "";

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

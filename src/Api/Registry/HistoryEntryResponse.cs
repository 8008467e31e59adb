using System.Text.Json;

namespace Slipway.Api.Registry;

/// <summary>One step in the history of a registered model.</summary>
public sealed record HistoryEntryResponse
{
    /// <summary>Opaque.</summary>
    public required string Id { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who did it.</summary>
    public required string Actor { get; init; }

    /// <summary>One of <see cref="Slipway.Api.Events.EventTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The version it concerns; null when it concerns the model.</summary>
    public string? Version { get; init; }

    /// <summary>With alias events.</summary>
    public string? Alias { get; init; }

    /// <summary>With tag events.</summary>
    public string? Tag { get; init; }

    /// <summary>What was there; null for nothing.</summary>
    public JsonElement? Before { get; init; }

    /// <summary>What is there now; null for nothing.</summary>
    public JsonElement? After { get; init; }
}

using System.Text.Json;

namespace Slipway.Api.Runs;

/// <summary>A run.</summary>
public sealed record RunResponse
{
    /// <summary>Its id in its project.</summary>
    public required string Id { get; init; }

    /// <summary>The team's name.</summary>
    public required string Team { get; init; }

    /// <summary>The project's name.</summary>
    public required string Project { get; init; }

    /// <summary>For people.</summary>
    public required string Name { get; init; }

    /// <summary>One of <see cref="RunStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>Null for none.</summary>
    public JsonElement? Config { get; init; }

    /// <summary>Null for none.</summary>
    public JsonElement? Summary { get; init; }

    /// <summary>In the order given.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Null for none.</summary>
    public string? JobType { get; init; }

    /// <summary>Null for none.</summary>
    public string? Group { get; init; }

    /// <summary>Null for none.</summary>
    public string? Notes { get; init; }

    /// <summary>Null when unknown.</summary>
    public string? Host { get; init; }

    /// <summary>Null until it ended, or when it gave none.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Who started it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC; null while pending.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>UTC; null until it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>UTC; null before the first.</summary>
    public DateTimeOffset? HeartbeatAt { get; init; }

    /// <summary>How many rows of metrics.</summary>
    public required long HistoryRows { get; init; }

    /// <summary>How long its console log is.</summary>
    public required long LogBytes { get; init; }

    /// <summary>Null for a run that nobody launched.</summary>
    public RunCauseResponse? Cause { get; init; }

    /// <summary>What it used and made.</summary>
    public required IReadOnlyList<RunArtifactResponse> Artifacts { get; init; }
}

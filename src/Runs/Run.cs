using System.Text.Json;
using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Rest.Texts;

namespace Slipway.Runs;

/// <summary>A run of somebody's code in a project.</summary>
public sealed record Run
{
    public required RunId Id { get; init; }

    public required TeamId TeamId { get; init; }

    public required string TeamName { get; init; }

    public required ProjectId ProjectId { get; init; }

    public required string ProjectName { get; init; }

    /// <summary>Its id in its project, as clients know it.</summary>
    public required string Key { get; init; }

    /// <summary>For people.</summary>
    public required string Name { get; init; }

    public required RunState State { get; init; }

    /// <summary>A JSON object as text; null for none.</summary>
    public string? Config { get; init; }

    /// <summary>A JSON object as text; null for none.</summary>
    public string? Summary { get; init; }

    /// <summary>A JSON array as text.</summary>
    public required string Tags { get; init; }

    public string? JobType { get; init; }

    public string? RunGroup { get; init; }

    /// <summary>Markdown.</summary>
    public string? Notes { get; init; }

    public string? Host { get; init; }

    public int? ExitCode { get; init; }

    /// <summary>How many causes led here.</summary>
    public required int Depth { get; init; }

    /// <summary>The queue's name; null for a run that nobody launched.</summary>
    public string? LaunchQueue { get; init; }

    /// <summary>The number of the queue item; null for a run that nobody launched.</summary>
    public long? LaunchItem { get; init; }

    /// <summary><c>team/project/name:v3</c>.</summary>
    public string? LaunchJob { get; init; }

    /// <summary>The number of the run whose job started this one; null when no job did.</summary>
    public long? StartedByRun { get; init; }

    public string? CauseAutomation { get; init; }

    public long? CauseEvent { get; init; }

    /// <summary>How many rows of metrics.</summary>
    public required long HistoryRows { get; init; }

    /// <summary>The step after the last one.</summary>
    public required long NextStep { get; init; }

    /// <summary>How long its console log is.</summary>
    public required long LogBytes { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public DateTimeOffset? HeartbeatAt { get; init; }

    /// <summary>The tags, in the order given.</summary>
    public IReadOnlyList<string> TagNames => JsonSerializer.Deserialize<string[]>(Tags)!;

    /// <summary>Whether nothing more comes of it.</summary>
    public bool HasEnded => State is not (RunState.Pending or RunState.Running);

    /// <summary><c>team/project/key</c>.</summary>
    public string Path => $"{TeamName}/{ProjectName}/{Key}";

    /// <summary>What a search looks at.</summary>
    public string Searched => SearchText.Of(Name, Key);

    internal AuditedTeam AuditedTeam => new(TeamId, TeamName);
}

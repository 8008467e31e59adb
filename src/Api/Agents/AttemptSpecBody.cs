using System.Text.Json;
using Slipway.Api.Queues;

namespace Slipway.Api.Agents;

/// <summary>All that an agent needs to start an attempt.</summary>
public sealed record AttemptSpecBody
{
    /// <summary>The attempt.</summary>
    public required string Id { get; init; }

    /// <summary>Its item.</summary>
    public required string Item { get; init; }

    /// <summary>1, 2, ... The backend's object is named <c>slipway-{item}-{attempt}</c>.</summary>
    public required int Attempt { get; init; }

    /// <summary>Goes with every message about the attempt.</summary>
    public required long Fence { get; init; }

    /// <summary>The team's name.</summary>
    public required string Team { get; init; }

    /// <summary>The queue's name.</summary>
    public required string Queue { get; init; }

    /// <summary>Where the run goes.</summary>
    public required string Project { get; init; }

    /// <summary>The run's id.</summary>
    public required string Run { get; init; }

    /// <summary>What people call the run.</summary>
    public string? RunName { get; init; }

    /// <summary>Whose doing it is.</summary>
    public required string Author { get; init; }

    /// <summary>What it is started on.</summary>
    public required QueueResource Resource { get; init; }

    /// <summary>As resolved; null for none.</summary>
    public JsonElement? ResourceArgs { get; init; }

    /// <summary><c>team/project/job:v3</c>.</summary>
    public required string Job { get; init; }

    /// <summary>One of <c>JobSources</c>.</summary>
    public required string SourceType { get; init; }

    /// <summary>A <c>wandb-artifact://_id/...</c> reference. With <c>artifact</c>.</summary>
    public string? CodeArtifact { get; init; }

    /// <summary>With <c>repo</c>.</summary>
    public string? Remote { get; init; }

    /// <summary>With <c>repo</c>.</summary>
    public string? Commit { get; init; }

    /// <summary>With <c>image</c>.</summary>
    public string? Image { get; init; }

    /// <summary>Entry point and arguments, one string each; empty leaves it to the image.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>An object; null for none.</summary>
    public JsonElement? RunConfig { get; init; }

    /// <summary>Input name to <c>wandb-artifact://_id/...</c>.</summary>
    public required IReadOnlyDictionary<string, string> Inputs { get; init; }

    /// <summary>From claim to running.</summary>
    public required int StartTimeoutSeconds { get; init; }

    /// <summary>A longer run is killed; null for no limit.</summary>
    public int? RunTimeoutSeconds { get; init; }

    /// <summary>From SIGTERM to SIGKILL.</summary>
    public required int CancelGraceSeconds { get; init; }

    /// <summary>Whether the run must have ended when its lease does, since it will be tried again.</summary>
    public required bool KillAtLeaseEnd { get; init; }

    /// <summary>The job's own API key; never the agent's.</summary>
    public required string JobKey { get; init; }

    /// <summary>Never the key.</summary>
    public override string ToString() => $"attempt {Id} of item {Item} (***)";
}

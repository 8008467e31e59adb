namespace Slipway.Agent.Settings;

/// <summary>How the agent runs: flags before environment before file before what is usual.</summary>
internal sealed record RunSettings
{
    /// <summary>Where it keeps its things.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Names of the queues that it serves.</summary>
    public required IReadOnlyList<string> Queues { get; init; }

    /// <summary>How many jobs at once.</summary>
    public required int Slots { get; init; }

    /// <summary>What it offers.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>What it starts jobs on.</summary>
    public required IReadOnlyList<string> Runners { get; init; }

    /// <summary>The policy's file; null for none.</summary>
    public string? Policy { get; init; }

    /// <summary>Where it answers how it is; null for nowhere.</summary>
    public Uri? HealthUrl { get; init; }

    /// <summary>Where the container engine listens; null to look in the usual places.</summary>
    public string? DockerSocket { get; init; }

    /// <summary>What containers are connected to; null for what the engine does by itself.</summary>
    public string? DockerNetwork { get; init; }

    /// <summary>The file by which the cluster is found; null for the usual one, or the cluster that the agent runs in.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Where AWS is asked instead of its own addresses; null for those.</summary>
    public Uri? AwsEndpoint { get; init; }
}

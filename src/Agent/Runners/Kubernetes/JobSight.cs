using System.Text.Json.Nodes;

namespace Slipway.Agent.Runners.Kubernetes;

/// <summary>What is known of a Job and its pod at one moment.</summary>
internal sealed record JobSight
{
    /// <summary>The Job; null when it does not exist.</summary>
    public JsonNode? Job { get; init; }

    /// <summary>The pod in which the program runs, as last seen; null when there was none yet.</summary>
    public JsonNode? Pod { get; init; }

    /// <summary>Whether that pod does not exist any more.</summary>
    public bool IsPodGone { get; init; }

    /// <summary>Whether its Secret is gone before its program began, so that it never will.</summary>
    public bool IsBarred { get; init; }

    /// <summary>Why there is no pod yet, in the cluster's words; null when it is not known.</summary>
    public string? WhyNoPod { get; init; }

    /// <summary>Why the cluster cannot be asked just now; null when it can.</summary>
    public string? Trouble { get; init; }
}

using System.Text.Json.Nodes;

namespace Slipway.Testing.Kubernetes;

/// <summary>The one node of a cluster, and what goes wrong on it. All of it may be changed while pods wait.</summary>
public sealed class FakeNode
{
    public const string Name = "node-1";

    /// <summary>As the server has it.</summary>
    internal JsonObject Object { get; } = new()
    {
        ["kind"] = "Node",
        ["metadata"] = new JsonObject { ["name"] = Name, ["labels"] = new JsonObject() },
        ["spec"] = new JsonObject(),
    };

    /// <summary>How many more times an image is not to be had; less than zero for always.</summary>
    public int PullsToFail { get; set; }

    /// <summary>What the registry says then.</summary>
    public string PullError { get; set; } = "failed to do request: dial tcp 127.0.0.1:1: connect: connection refused";

    /// <summary>How many more times a pod's Secret has not come to the node yet.</summary>
    public int SecretsToMiss { get; set; }

    /// <summary>What was printed before is no longer told: as after a rotation.</summary>
    public long LogBeginsAt { get; set; }

    /// <summary>Whether it does not hear that a pod is to go, as one whose kubelet is away.</summary>
    public bool IsStuck { get; set; }

    /// <summary>How far the cluster's clock is before this host's.</summary>
    public TimeSpan ClockAhead { get; set; }

    /// <summary>How long after a pod's end its containers are removed from the node, while the pod is still there.</summary>
    public TimeSpan RemovalTakes { get; set; } = TimeSpan.FromMilliseconds(400);

    internal DateTimeOffset Now => TimeProvider.System.GetUtcNow() + ClockAhead;

    /// <summary>Why a pod cannot be placed here; null when it can.</summary>
    internal string? WhyNot(JsonNode spec)
    {
        var labels = Object["metadata"]!["labels"]!.AsObject();
        foreach (var (key, value) in spec["nodeSelector"] as JsonObject ?? [])
        {
            if ((string?)labels[key] != (string?)value)
            {
                return "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity.";
            }
        }

        return (bool?)Object["spec"]!["unschedulable"] == true ? "0/1 nodes are available: 1 node(s) were unschedulable."
            : (Object["spec"]!["taints"] as JsonArray ?? []).Count > 0 ? "0/1 nodes are available: 1 node(s) had taint that the pod didn't tolerate."
            : null;
    }

    /// <summary>Whether pods that run here have to go.</summary>
    internal bool DrivesOut => (Object["spec"]!["taints"] as JsonArray ?? []).Any(taint => (string?)taint?["effect"] == "NoExecute");
}

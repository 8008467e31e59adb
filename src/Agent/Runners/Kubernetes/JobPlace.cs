namespace Slipway.Agent.Runners.Kubernetes;

/// <summary>Where a Job and what belongs to it are found.</summary>
/// <param name="Namespace">The Job's.</param>
/// <param name="Name">The Job's, and its Secret's.</param>
internal sealed record JobPlace(string Namespace, string Name)
{
    /// <summary>A name that can be part of an address; a queue's variable may give it.</summary>
    /// <exception cref="StartFailedException">It is not the name of a namespace.</exception>
    public string Namespace { get; } = NamespaceName.IsValid(Namespace)
        ? Namespace
        : throw new StartFailedException($"'{Namespace}' is not the name of a namespace.");

    public string Job => $"{JobsOf(Namespace)}/{Name}";

    public string Secret => $"{SecretsOf(Namespace)}/{Name}";

    public string Pods => $"/api/v1/namespaces/{Namespace}/pods?labelSelector={Uri.EscapeDataString($"job-name={Name}")}";

    /// <summary>What the cluster noted about the Job itself; agents need not have the right to read it.</summary>
    public string Events =>
        $"/api/v1/namespaces/{Namespace}/events?fieldSelector={Uri.EscapeDataString($"involvedObject.kind=Job,involvedObject.name={Name}")}";

    public static string JobsOf(string space) => $"/apis/batch/v1/namespaces/{space}/jobs";

    public static string SecretsOf(string space) => $"/api/v1/namespaces/{space}/secrets";

    public string Pod(string pod) => $"/api/v1/namespaces/{Namespace}/pods/{pod}";

    public string Log(string pod, string container) => $"{Pod(pod)}/log?container={Uri.EscapeDataString(container)}";
}

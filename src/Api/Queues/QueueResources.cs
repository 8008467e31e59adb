namespace Slipway.Api.Queues;

/// <summary>What a queue starts things on, as spelled on the wire.</summary>
public static class QueueResources
{
    /// <summary>A process on the agent's host.</summary>
    public const string Process = "process";

    /// <summary>A container of Docker or podman on the agent's host.</summary>
    public const string Docker = "docker";

    /// <summary>A Kubernetes Job.</summary>
    public const string Kubernetes = "kubernetes";

    /// <summary>A SageMaker training job.</summary>
    public const string SageMaker = "sagemaker";
}

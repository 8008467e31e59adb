using System.Text.Json.Serialization;
using Slipway.Api.Texts;

namespace Slipway.Api.Queues;

/// <summary>What a queue starts its runs on. W&amp;B's names of the first two are read too.</summary>
[JsonConverter(typeof(WordConverter<QueueResource>))]
public enum QueueResource
{
    /// <summary>One of a newer server.</summary>
    Unknown,

    /// <summary>A process on the agent's host.</summary>
    [AlsoKnownAs("local-process")]
    Process,

    /// <summary>A container of Docker or podman on the agent's host.</summary>
    [AlsoKnownAs("local-container")]
    Docker,

    /// <summary>A Kubernetes Job.</summary>
    Kubernetes,

    /// <summary>A SageMaker training job.</summary>
    [JsonStringEnumMemberName("sagemaker")]
    SageMaker,
}

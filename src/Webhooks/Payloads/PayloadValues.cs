namespace Slipway.Webhooks.Payloads;

/// <summary>
/// What the variables of a payload stand for in one event. Null: does not apply to this event, renders empty
/// (wandb-behaviour 5.2).
/// </summary>
public sealed record PayloadValues
{
    /// <summary><c>${event_type}</c>: <c>LINK_ARTIFACT</c>, <c>ADD_ARTIFACT_ALIAS</c>, ...</summary>
    public string? EventType { get; init; }

    /// <summary><c>${event_author}</c>: user name of who caused the event.</summary>
    public string? EventAuthor { get; init; }

    /// <summary><c>${artifact_version}</c>: <c>wandb-artifact://_id/BASE64</c>, the base64 of <c>Artifact:NUMBER</c>.</summary>
    public string? ArtifactVersion { get; init; }

    /// <summary><c>${artifact_version_string}</c>: <c>team/model-registry/Model:alias-or-version</c>.</summary>
    public string? ArtifactVersionString { get; init; }

    /// <summary><c>${artifact_version_index}</c>: the version's number in the collection, as in <c>v3</c>.</summary>
    public string? ArtifactVersionIndex { get; init; }

    /// <summary><c>${artifact_collection_name}</c>: name of the registered model.</summary>
    public string? ArtifactCollectionName { get; init; }

    /// <summary><c>${project_name}</c>: <c>model-registry</c> for events of the registry.</summary>
    public string? ProjectName { get; init; }

    /// <summary><c>${entity_name}</c>: name of the team.</summary>
    public string? EntityName { get; init; }

    /// <summary><c>${alias}</c>: of alias events alone.</summary>
    public string? Alias { get; init; }

    /// <summary><c>${tag}</c>: of tag events alone.</summary>
    public string? Tag { get; init; }

    /// <summary><c>${automation_name}</c>: the automation that answers the event.</summary>
    public string? AutomationName { get; init; }

    /// <summary><c>${run_name}</c>: what people call the run; of run events alone.</summary>
    public string? RunName { get; init; }

    /// <summary><c>${run_status}</c>: the run's state, as the event tells it; of run events alone.</summary>
    public string? RunStatus { get; init; }

    /// <summary><c>${metric_name}</c>: of metric events alone.</summary>
    public string? MetricName { get; init; }

    /// <summary><c>${metric_values}</c>: what crossed the threshold; of metric events alone.</summary>
    public string? MetricValues { get; init; }

    /// <summary><c>${webhook_name}</c>: the webhook that was disabled; of that event alone.</summary>
    public string? WebhookName { get; init; }

    /// <summary><c>${event_reason}</c>: why it happened; of events of the team alone.</summary>
    public string? EventReason { get; init; }

    /// <summary>The version's metadata as the text of a JSON object, for <c>${artifact_metadata.KEY}</c>.</summary>
    public string? MetadataJson { get; init; }
}

namespace Slipway.Api.Events;

/// <summary>The event types, as spelled on the wire and in payloads.</summary>
public static class EventTypes
{
    /// <summary>A version was linked to a registered model (M1).</summary>
    public const string LinkArtifact = "LINK_ARTIFACT";

    /// <summary>A version was unlinked.</summary>
    public const string UnlinkArtifact = "UNLINK_ARTIFACT";

    /// <summary>An alias came to stand on a version; <c>before</c> is the version it left (M2).</summary>
    public const string AddArtifactAlias = "ADD_ARTIFACT_ALIAS";

    /// <summary>An alias was taken off without a new place.</summary>
    public const string RemoveArtifactAlias = "REMOVE_ARTIFACT_ALIAS";

    /// <summary>A tag was put on a version.</summary>
    public const string AddArtifactTag = "ADD_ARTIFACT_TAG";

    /// <summary>A tag was taken off a version.</summary>
    public const string RemoveArtifactTag = "REMOVE_ARTIFACT_TAG";

    /// <summary>A tag was put on a registered model.</summary>
    public const string AddCollectionTag = "ADD_COLLECTION_TAG";

    /// <summary>A tag was taken off a registered model.</summary>
    public const string RemoveCollectionTag = "REMOVE_COLLECTION_TAG";

    /// <summary>A version was committed.</summary>
    public const string CreateArtifact = "CREATE_ARTIFACT";

    /// <summary>A registered model or an artifact came to be.</summary>
    public const string CreateCollection = "CREATE_COLLECTION";

    /// <summary>A registered model or an artifact was deleted.</summary>
    public const string DeleteCollection = "DELETE_COLLECTION";

    /// <summary>A run changed its state.</summary>
    public const string RunState = "RUN_STATE";

    /// <summary>A run's metric crossed a threshold.</summary>
    public const string RunMetric = "RUN_METRIC";

    /// <summary>A run's metric changed by an amount.</summary>
    public const string RunMetricChange = "RUN_METRIC_CHANGE";

    /// <summary>A webhook was disabled by its failures.</summary>
    public const string WebhookDisabled = "WEBHOOK_DISABLED";

    /// <summary>A unit of Slipway's own work for the team failed unexpectedly, again and again, and was given up.</summary>
    public const string WorkSetAside = "WORK_SET_ASIDE";
}

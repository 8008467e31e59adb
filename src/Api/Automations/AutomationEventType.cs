using System.Text.Json.Serialization;
using Slipway.Api.Events;
using Slipway.Api.Texts;

namespace Slipway.Api.Automations;

/// <summary>The events that an automation may wait for, by their words in <see cref="EventTypes"/>.</summary>
[JsonConverter(typeof(WordConverter<AutomationEventType>))]
public enum AutomationEventType
{
    /// <summary>One of a newer server.</summary>
    Unknown,

    /// <summary>A version was linked to a registered model. W&amp;B's schema calls it <c>LINK_MODEL</c>, which is read too.</summary>
    [JsonStringEnumMemberName(EventTypes.LinkArtifact)]
    [AlsoKnownAs("LINK_MODEL")]
    LinkArtifact,

    /// <summary>An alias came to stand on a version.</summary>
    [JsonStringEnumMemberName(EventTypes.AddArtifactAlias)]
    AddArtifactAlias,

    /// <summary>An alias was taken off without a new place.</summary>
    [JsonStringEnumMemberName(EventTypes.RemoveArtifactAlias)]
    RemoveArtifactAlias,

    /// <summary>A version was unlinked.</summary>
    [JsonStringEnumMemberName(EventTypes.UnlinkArtifact)]
    UnlinkArtifact,

    /// <summary>A tag was put on a version.</summary>
    [JsonStringEnumMemberName(EventTypes.AddArtifactTag)]
    AddArtifactTag,

    /// <summary>A tag was taken off a version.</summary>
    [JsonStringEnumMemberName(EventTypes.RemoveArtifactTag)]
    RemoveArtifactTag,

    /// <summary>A tag was put on a registered model.</summary>
    [JsonStringEnumMemberName(EventTypes.AddCollectionTag)]
    AddCollectionTag,

    /// <summary>A tag was taken off a registered model.</summary>
    [JsonStringEnumMemberName(EventTypes.RemoveCollectionTag)]
    RemoveCollectionTag,

    /// <summary>A registered model came to be.</summary>
    [JsonStringEnumMemberName(EventTypes.CreateCollection)]
    CreateCollection,

    /// <summary>A registered model was deleted.</summary>
    [JsonStringEnumMemberName(EventTypes.DeleteCollection)]
    DeleteCollection,

    /// <summary>A version of an artifact was committed.</summary>
    [JsonStringEnumMemberName(EventTypes.CreateArtifact)]
    CreateArtifact,

    /// <summary>A run changed its state.</summary>
    [JsonStringEnumMemberName(EventTypes.RunState)]
    RunState,

    /// <summary>A run's metric crossed a threshold.</summary>
    [JsonStringEnumMemberName(EventTypes.RunMetric)]
    RunMetric,

    /// <summary>A run's metric changed by an amount. No automation answers it yet (<c>not_supported</c>).</summary>
    [JsonStringEnumMemberName(EventTypes.RunMetricChange)]
    RunMetricChange,

    /// <summary>A webhook was disabled by its failures.</summary>
    [JsonStringEnumMemberName(EventTypes.WebhookDisabled)]
    WebhookDisabled,

    /// <summary>A unit of Slipway's own work for the team was given up.</summary>
    [JsonStringEnumMemberName(EventTypes.WorkSetAside)]
    WorkSetAside,
}

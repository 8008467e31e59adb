using Slipway.Api.Events;
using Slipway.Automations.Definitions;

namespace Slipway.Web.Pages.Automations;

/// <summary>What people call the parts of an automation, as the W&amp;B documentation does. Keys of the texts.</summary>
internal static class AutomationWords
{
    /// <summary>An event type as a sentence.</summary>
    public static string OfEvent(string type) => type switch
    {
        EventTypes.LinkArtifact => "A new version is added to a registered model",
        EventTypes.AddArtifactAlias => "An alias is added to a version",
        EventTypes.RemoveArtifactAlias => "An alias is removed from a version",
        EventTypes.UnlinkArtifact => "A version is unlinked from a registered model",
        EventTypes.AddArtifactTag => "A tag is added to a version",
        EventTypes.RemoveArtifactTag => "A tag is removed from a version",
        EventTypes.AddCollectionTag => "A tag is added to a registered model",
        EventTypes.RemoveCollectionTag => "A tag is removed from a registered model",
        EventTypes.CreateCollection => "A registered model is created",
        EventTypes.DeleteCollection => "A registered model is deleted",
        EventTypes.RunState => "A run changes its state",
        EventTypes.RunMetric => "A metric of a run crosses a threshold",
        _ => type,
    };

    /// <summary>What it does, in a word.</summary>
    public static string OfAction(string type) => type == "launch" ? "Launch" : "Webhook";
}

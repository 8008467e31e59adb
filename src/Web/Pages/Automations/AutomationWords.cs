using Slipway.Api.Automations;
using Slipway.Api.Events;
using Slipway.Api.Texts;

namespace Slipway.Web.Pages.Automations;

/// <summary>What people call the parts of an automation, as the W&amp;B documentation does. Keys of the texts.</summary>
internal static class AutomationWords
{
    /// <summary>An event type as a sentence.</summary>
    public static string OfEvent(AutomationEventType type) => OfEvent(EnumWords.Of(type));

    /// <summary>The type of a logged event as a sentence.</summary>
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
        EventTypes.CreateArtifact => "A new version of an artifact is published",
        EventTypes.WebhookDisabled => "A webhook is disabled by its failures",
        EventTypes.WorkSetAside => "Slipway gives up a piece of work",
        _ => type,
    };

    /// <summary>Why an automation did or did not fire, in few words.</summary>
    public static string OfVerdict(string code) => code switch
    {
        VerdictCodes.Fired => "Fires",
        VerdictCodes.Loop => "Not set going: a loop",
        VerdictCodes.Waiting => "Not answered yet",
        VerdictCodes.OtherType => "Waits for another event",
        VerdictCodes.OtherScope => "Listens elsewhere",
        VerdictCodes.Pattern => "Does not fit the pattern",
        VerdictCodes.Filter => "Does not fit the filter",
        VerdictCodes.Disabled => "Disabled",
        VerdictCodes.NotYetMade => "Made later",
        VerdictCodes.Deleted => "Deleted before",
        _ => code,
    };

    /// <summary>What it does, in a word.</summary>
    public static string OfAction(AutomationAction action) => action is LaunchAction ? "Launch" : "Webhook";

    /// <summary>What the action goes to: the webhook or the queue; null when it is gone.</summary>
    public static string? TargetOf(AutomationAction action) => (action as WebhookAction)?.Webhook ?? (action as LaunchAction)?.Queue;
}

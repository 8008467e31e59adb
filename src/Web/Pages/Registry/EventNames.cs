using Slipway.Api.Automations;
using Slipway.Api.Events;
using Slipway.Api.Texts;

namespace Slipway.Web.Pages.Registry;

/// <summary>Event types in words, in English.</summary>
internal static class EventNames
{
    public static string Of(AutomationEventType type) => Of(EnumWords.Of(type));

    public static string Of(string type) => type switch
    {
        EventTypes.LinkArtifact => "Version linked",
        EventTypes.UnlinkArtifact => "Version unlinked",
        EventTypes.AddArtifactAlias => "Alias added",
        EventTypes.RemoveArtifactAlias => "Alias removed",
        EventTypes.AddArtifactTag => "Version tagged",
        EventTypes.RemoveArtifactTag => "Version untagged",
        EventTypes.AddCollectionTag => "Model tagged",
        EventTypes.RemoveCollectionTag => "Model untagged",
        EventTypes.CreateArtifact => "Version created",
        EventTypes.CreateCollection => "Model created",
        EventTypes.DeleteCollection => "Model deleted",
        EventTypes.RunState => "Run changed its state",
        EventTypes.RunMetric => "Run metric crossed a threshold",
        EventTypes.WebhookDisabled => "Webhook disabled",
        EventTypes.WorkSetAside => "Work given up",
        _ => type,
    };
}

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

    /// <summary>What a variable stands for.</summary>
    public static string OfVariable(string name) => name switch
    {
        "event_type" => "Kind of event, such as ADD_ARTIFACT_ALIAS",
        "event_author" => "Who caused the event",
        "artifact_version" => "The version as wandb-artifact://_id/…, for programs",
        "artifact_version_string" => "The version as team/project/name:alias, for people",
        "artifact_version_index" => "The version's number in the registered model, such as v3",
        "artifact_collection_name" => "The registered model's name",
        "project_name" => "The project, for a registered model its registry",
        "entity_name" => "The team",
        "alias" => "The alias of the event",
        "tag" => "The tag of the event",
        "automation_name" => "This automation's name",
        "run_name" => "The run's name",
        "run_status" => "The state that the run came to",
        "metric_name" => "The metric that crossed",
        "metric_values" => "The values that crossed",
        "ACCESS_TOKEN" => "The webhook's access token, put in at sending",
        _ => name,
    };

    /// <summary>Whether an event of that type gives the variable a value.</summary>
    public static bool IsThere(string variable, string type) => variable switch
    {
        "alias" => EventRules.HasAlias(type),
        "tag" => EventRules.HasTag(type),
        "run_name" or "run_status" => EventRules.IsOfRuns(type),
        "metric_name" or "metric_values" => type == EventTypes.RunMetric,
        "artifact_version" or "artifact_version_string" or "artifact_version_index" =>
            !EventRules.IsOfRuns(type) && type is not (EventTypes.AddCollectionTag or EventTypes.RemoveCollectionTag or EventTypes.CreateCollection or EventTypes.DeleteCollection),
        "artifact_collection_name" => !EventRules.IsOfRuns(type),
        _ => true,
    };
}

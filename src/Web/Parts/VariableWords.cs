using Slipway.Api.Automations;
using Slipway.Api.Texts;
using Slipway.Automations.Definitions;
using Slipway.Webhooks.Payloads;

namespace Slipway.Web.Parts;

/// <summary>The variables of a payload, as people read of them. Keys of the texts.</summary>
internal static class VariableWords
{
    /// <summary>Those worth offering for an event of that type, in their order.</summary>
    /// <param name="word">The type, as on the wire.</param>
    public static IEnumerable<string> Offered(string word)
    {
        var type = EnumWords.Find<AutomationEventType>(word) ?? AutomationEventType.Unknown;
        return PayloadVariables.Suggested.Where(name => IsThere(name, type));
    }

    /// <summary>What a variable stands for.</summary>
    public static string Of(string name) => name switch
    {
        "event_type" => "Kind of event, such as ADD_ARTIFACT_ALIAS",
        "event_author" => "Who caused the event",
        "artifact_version" => "The version as wandb-artifact://_id/…, for programs",
        "artifact_version_string" => "The version as team/project/name:alias, for people",
        "artifact_version_index" => "The version's number in the registered model, such as v3",
        "artifact_collection_name" => "The registered model's name, or the artifact's",
        "project_name" => "The project, for a registered model its registry",
        "entity_name" => "The team",
        "alias" => "The alias of the event",
        "tag" => "The tag of the event",
        "automation_name" => "This automation's name",
        "run_name" => "The run's name",
        "run_status" => "The state that the run came to",
        "metric_name" => "The metric that crossed",
        "metric_values" => "The values that crossed",
        "webhook_name" => "The webhook that was disabled",
        "event_reason" => "Why it happened",
        "ACCESS_TOKEN" => "The webhook's access token, put in at sending",
        _ => name,
    };

    private static bool IsThere(string variable, AutomationEventType type) => variable switch
    {
        "alias" => EventRules.HasAlias(type),
        "tag" => EventRules.HasTag(type),
        "run_name" or "run_status" => EventRules.IsOfRuns(type),
        "metric_name" or "metric_values" => type == AutomationEventType.RunMetric,
        "webhook_name" => type == AutomationEventType.WebhookDisabled,
        "event_reason" => EventRules.IsOfTeam(type),
        "artifact_version" or "artifact_version_string" or "artifact_version_index" =>
            !EventRules.IsOfRuns(type) && !EventRules.IsOfTeam(type) && type is not (AutomationEventType.AddCollectionTag or AutomationEventType.RemoveCollectionTag or AutomationEventType.CreateCollection or AutomationEventType.DeleteCollection),
        "artifact_collection_name" => !EventRules.IsOfRuns(type) && !EventRules.IsOfTeam(type),
        "project_name" => !EventRules.IsOfTeam(type),
        _ => true,
    };
}

using System.Globalization;
using Slipway.Api.Automations;
using Slipway.Api.Events;
using Slipway.Automations.Definitions;
using Slipway.Web.Parts;

namespace Slipway.Web.Pages.Automations;

/// <summary>What a person has typed into the steps of an automation so far.</summary>
public sealed class AutomationInput
{
    public string EventType { get; set; } = EventTypes.AddArtifactAlias;

    /// <summary>Empty for the whole registry.</summary>
    public string Model { get; set; } = "";

    /// <summary>Empty for all projects of the team.</summary>
    public string RunProject { get; set; } = "";

    /// <summary>An artifact of that project; empty for all of them.</summary>
    public string Artifact { get; set; } = "";

    public string Pattern { get; set; } = "";

    /// <summary>Separated by commas; empty for every state.</summary>
    public string RunStates { get; set; } = "";

    public string RunPattern { get; set; } = "";

    public string MetricName { get; set; } = "";

    public string MetricOperator { get; set; } = ">";

    public string MetricThreshold { get; set; } = "";

    public bool IsLaunch { get; set; }

    public string Webhook { get; set; } = "";

    public string Payload { get; set; } = PayloadPreset.All[0].Payload;

    public string Job { get; set; } = "";

    public string JobVersion { get; set; } = "";

    public string Overrides { get; set; } = "";

    public string Project { get; set; } = "";

    public string Queue { get; set; } = "";

    public string Name { get; set; } = "";

    public string Description { get; set; } = "";

    public bool Enabled { get; set; } = true;

    public bool IsOfRuns => EventRules.IsOfRuns(EventType);

    public bool IsOfArtifacts => EventRules.IsOfArtifacts(EventType);

    public bool IsOfTeam => EventRules.IsOfTeam(EventType);

    public bool HasPattern => EventRules.HasAlias(EventType) || EventRules.HasTag(EventType);

    /// <summary>What an automation looks like in the steps.</summary>
    public static AutomationInput From(AutomationDraft draft)
    {
        var input = new AutomationInput
        {
            EventType = draft.EventType,
            Model = draft.ModelName ?? "",
            RunProject = draft.ProjectName ?? draft.ArtifactName?.Split('/')[0] ?? "",
            Artifact = draft.ArtifactName?.Split('/')[^1] ?? "",
            Pattern = draft.AliasPattern ?? draft.TagPattern ?? "",
            RunStates = string.Join(", ", draft.Runs.States ?? []),
            RunPattern = draft.Runs.NamePattern ?? "",
            MetricName = draft.Runs.Metric?.Name ?? "",
            MetricOperator = draft.Runs.Metric?.Op ?? ">",
            MetricThreshold = draft.Runs.Metric?.Threshold?.ToString(CultureInfo.InvariantCulture) ?? "",
            Name = draft.Name,
            Description = draft.Description ?? "",
            Enabled = draft.Enabled,
        };
        switch (draft.Action)
        {
            case WebhookActionDraft webhook:
                input.Webhook = webhook.Webhook;
                input.Payload = webhook.Payload ?? "";
                break;
            case LaunchActionDraft launch:
                input.IsLaunch = true;
                (input.Queue, input.Job, input.JobVersion, input.Project, input.Overrides) =
                    (launch.Queue, launch.Job, launch.JobVersion ?? "", launch.Project, launch.Overrides ?? "");
                break;
        }

        return input;
    }

    /// <summary>As the operations take it. Nothing is checked here: they do.</summary>
    /// <param name="nameless">The name while none was typed, for previews; null keeps it empty.</param>
    public AutomationDraft ToDraft(string? nameless = null) => new()
    {
        Name = Typed.OrNull(Name) ?? nameless ?? "",
        Description = Typed.OrNull(Description),
        Enabled = Enabled,
        ScopeType = Scope,
        ModelName = Scope == ScopeType.RegisteredModel ? Typed.OrNull(Model) : null,
        ProjectName = Scope == ScopeType.Project ? Typed.OrNull(RunProject) : null,
        ArtifactName = Scope == ScopeType.Artifact ? $"{RunProject.Trim()}/{Artifact.Trim()}" : null,
        EventType = EventType,
        AliasPattern = EventRules.HasAlias(EventType) ? Typed.OrNull(Pattern) : null,
        TagPattern = EventRules.HasTag(EventType) ? Typed.OrNull(Pattern) : null,
        Runs = IsOfRuns ? Condition() : RunCondition.None,
        Action = IsLaunch
            ? new LaunchActionDraft(Queue, Job, Typed.OrNull(JobVersion), Project, Typed.OrNull(Overrides))
            : new WebhookActionDraft(Webhook, Typed.OrNull(Payload)),
    };

    private ScopeType Scope =>
        IsOfTeam ? ScopeType.Team
        : IsOfArtifacts ? Typed.OrNull(Artifact) is null ? ScopeType.Project : ScopeType.Artifact
        : IsOfRuns ? Typed.OrNull(RunProject) is null ? ScopeType.Team : ScopeType.Project
        : Typed.OrNull(Model) is null ? ScopeType.Registry : ScopeType.RegisteredModel;

    private RunCondition Condition() => new()
    {
        States = EventType == EventTypes.RunState && Typed.OrNull(RunStates) is { } states
            ? states.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : null,
        NamePattern = Typed.OrNull(RunPattern),
        Metric = EventType == EventTypes.RunMetric
            ? new MetricConditionBody
            {
                Name = MetricName.Trim(),
                Op = MetricOperator,
                Threshold = double.TryParse(MetricThreshold, NumberStyles.Float, CultureInfo.InvariantCulture, out var threshold) ? threshold : null,
            }
            : null,
    };
}

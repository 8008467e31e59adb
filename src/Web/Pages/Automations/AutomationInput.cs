using System.Globalization;
using Slipway.Api.Automations;
using Slipway.Api.Events;
using Slipway.Api.Texts;
using Slipway.Automations.Definitions;
using Slipway.Web.Parts;

namespace Slipway.Web.Pages.Automations;

/// <summary>What a person has typed into the steps of an automation so far.</summary>
public sealed class AutomationInput
{
    /// <summary>The event's type, as on the wire.</summary>
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

    public AutomationEventType Type => EnumWords.Find<AutomationEventType>(EventType) ?? AutomationEventType.Unknown;

    public bool IsOfRuns => EventRules.IsOfRuns(Type);

    public bool IsOfArtifacts => EventRules.IsOfArtifacts(Type);

    public bool IsOfTeam => EventRules.IsOfTeam(Type);

    public bool HasPattern => EventRules.HasAlias(Type) || EventRules.HasTag(Type);

    /// <summary>What an automation looks like in the steps.</summary>
    public static AutomationInput From(AutomationSettings settings)
    {
        var artifact = settings.Scope.NameOf(ScopeType.Artifact)?.Split('/');
        var metric = settings.Event.Metric;
        var input = new AutomationInput
        {
            EventType = EnumWords.Of(settings.Event.Type),
            Model = settings.Scope.NameOf(ScopeType.RegisteredModel) ?? "",
            RunProject = settings.Scope.NameOf(ScopeType.Project) ?? artifact?[0] ?? "",
            Artifact = artifact?[^1] ?? "",
            Pattern = settings.Event.Pattern ?? "",
            RunStates = string.Join(", ", settings.Event.States ?? []),
            RunPattern = settings.Event.RunFilter?.Name ?? "",
            MetricName = metric?.Name ?? "",
            MetricOperator = metric?.Op ?? ">",
            MetricThreshold = metric?.Threshold?.ToString(CultureInfo.InvariantCulture) ?? "",
            Name = settings.Name,
            Description = settings.Description ?? "",
            Enabled = settings.Enabled,
        };
        switch (settings.Action)
        {
            case WebhookAction webhook:
                input.Webhook = webhook.Webhook ?? "";
                input.Payload = webhook.Payload ?? "";
                break;
            case LaunchAction launch:
                input.IsLaunch = true;
                (input.Queue, input.Job, input.JobVersion, input.Project, input.Overrides) =
                    (launch.Queue ?? "", launch.Job ?? "", launch.JobVersion ?? "", launch.Project ?? "", launch.Overrides ?? "");
                break;
        }

        return input;
    }

    /// <summary>As the operations take it. Nothing is checked here: they do.</summary>
    /// <param name="nameless">The name while none was typed, for previews; null keeps it empty.</param>
    public AutomationSettings ToSettings(string? nameless = null) => new()
    {
        Name = Typed.OrNull(Name) ?? nameless ?? "",
        Description = Typed.OrNull(Description),
        Enabled = Enabled,
        Scope = Scope,
        Event = new AutomationEvent
        {
            Type = Type,
            AliasPattern = EventRules.HasAlias(Type) ? Typed.OrNull(Pattern) : null,
            TagPattern = EventRules.HasTag(Type) ? Typed.OrNull(Pattern) : null,
            States = Type == AutomationEventType.RunState && Typed.OrNull(RunStates) is { } states
                ? states.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                : null,
            RunFilter = IsOfRuns && Typed.OrNull(RunPattern) is { } runs ? new RunNameFilter(runs) : null,
            Metric = Type == AutomationEventType.RunMetric ? Condition() : null,
        },
        Action = IsLaunch
            ? new LaunchAction { Queue = Queue, Job = Job, JobVersion = Typed.OrNull(JobVersion), Project = Project, Overrides = Typed.OrNull(Overrides) }
            : new WebhookAction { Webhook = Webhook, Payload = Typed.OrNull(Payload) },
    };

    private AutomationScope Scope =>
        IsOfTeam ? new() { Type = ScopeType.Team }
        : IsOfArtifacts ? Typed.OrNull(Artifact) is null
            ? new() { Type = ScopeType.Project, Name = RunProject.Trim() }
            : new() { Type = ScopeType.Artifact, Name = $"{RunProject.Trim()}/{Artifact.Trim()}" }
        : IsOfRuns ? Typed.OrNull(RunProject) is { } project ? new() { Type = ScopeType.Project, Name = project } : new() { Type = ScopeType.Team }
        : Typed.OrNull(Model) is { } model ? AutomationScope.OfModel(model) : AutomationScope.Registry;

    private MetricConditionBody Condition() => new()
    {
        Name = MetricName.Trim(),
        Op = MetricOperator,
        Threshold = double.TryParse(MetricThreshold, NumberStyles.Float, CultureInfo.InvariantCulture, out var threshold) ? threshold : null,
    };
}

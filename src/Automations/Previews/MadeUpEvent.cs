using System.Text.RegularExpressions;
using Slipway.Access;
using Slipway.Access.Projects;
using Slipway.Api.Automations;
using Slipway.Api.Texts;
using Slipway.Automations.Definitions;
using Slipway.Events;

namespace Slipway.Automations.Previews;

/// <summary>An event that an automation would answer, where none has happened yet, so that its payload can be looked at. Pure.</summary>
internal static partial class MadeUpEvent
{
    /// <param name="by">Who is said to have caused it.</param>
    public static LoggedEvent For(AutomationSettings settings, Team team, string by, DateTimeOffset at)
    {
        var (type, scope) = (settings.Event.Type, settings.Scope);
        var isOfRuns = EventRules.IsOfRuns(type);
        var isOfArtifacts = EventRules.IsOfArtifacts(type);
        var isOfTeam = EventRules.IsOfTeam(type);
        var isOfRegistry = !isOfRuns && !isOfArtifacts && !isOfTeam;
        var project = scope.NameOf(ScopeType.Project) ?? "project";
        var artifact = scope.NameOf(ScopeType.Artifact)?.Split('/') ?? [project, "artifact"];
        return new LoggedEvent
        {
            Id = default,
            At = at,
            Type = EnumWords.Of(type),
            TeamId = team.Id,
            Team = team.Name,
            ScopeKind = isOfTeam ? ScopeKind.Team : isOfRegistry ? ScopeKind.Registry : ScopeKind.Project,
            Project = isOfTeam ? null : isOfArtifacts ? artifact[0] : isOfRuns ? project : ProjectLookup.ModelRegistry,
            RegisteredModel = isOfRegistry ? scope.NameOf(ScopeType.RegisteredModel) ?? "Model" : null,
            Artifact = isOfArtifacts ? artifact[^1] : null,
            ArtifactVersionId = HasVersion(type) ? 0 : null,
            Version = HasVersion(type) ? "v0" : null,
            Alias = EventRules.HasAlias(type) ? Fitting(settings.Event.Pattern, "production") : null,
            Tag = EventRules.HasTag(type) ? Fitting(settings.Event.Pattern, "approved") : null,
            Run = isOfRuns ? "run-1" : null,
            Metric = type == AutomationEventType.RunMetric ? settings.Event.Metric?.Name ?? "accuracy" : null,
            After = type switch { AutomationEventType.RunState => "\"finished\"", AutomationEventType.RunMetric => "0.97", _ => TeamFact(type) },
            Actor = by,
        };
    }

    private static string? TeamFact(AutomationEventType type) => type switch
    {
        AutomationEventType.WebhookDisabled => """{"webhook":"ci","reason":"gone"}""",
        AutomationEventType.WorkSetAside => """{"worker":"MatchingWorker","unit":"event 12, automation deploy","trace":"0123456789abcdef0123456789abcdef"}""",
        _ => null,
    };

    private static bool HasVersion(AutomationEventType type) =>
        type is AutomationEventType.CreateArtifact or AutomationEventType.LinkArtifact or AutomationEventType.UnlinkArtifact
            or AutomationEventType.AddArtifactTag or AutomationEventType.RemoveArtifactTag
        || EventRules.HasAlias(type);

    // The text that a simple pattern names; for a cleverer one the usual, which it may not match.
    private static string Fitting(string? pattern, string usual) =>
        pattern is not null && Named().Match(pattern) is { Success: true } named ? named.Groups[1].Value : usual;

    [GeneratedRegex(@"^\^?\(?([A-Za-z0-9][A-Za-z0-9_-]*)")]
    private static partial Regex Named();
}

using System.Text.RegularExpressions;
using Slipway.Access;
using Slipway.Access.Projects;
using Slipway.Api.Events;
using Slipway.Automations.Definitions;
using Slipway.Events;

namespace Slipway.Automations.Previews;

/// <summary>An event that an automation would answer, where none has happened yet, so that its payload can be looked at. Pure.</summary>
internal static partial class MadeUpEvent
{
    /// <param name="by">Who is said to have caused it.</param>
    public static LoggedEvent For(AutomationDraft draft, Team team, string by, DateTimeOffset at)
    {
        var isOfRuns = EventRules.IsOfRuns(draft.EventType);
        var isOfArtifacts = EventRules.IsOfArtifacts(draft.EventType);
        var isOfTeam = EventRules.IsOfTeam(draft.EventType);
        var isOfRegistry = !isOfRuns && !isOfArtifacts && !isOfTeam;
        var artifact = draft.ArtifactName?.Split('/') ?? [draft.ProjectName ?? "project", "artifact"];
        return new LoggedEvent
        {
            Id = default,
            At = at,
            Type = draft.EventType,
            TeamId = team.Id,
            Team = team.Name,
            ScopeKind = isOfTeam ? ScopeKind.Team : isOfRegistry ? ScopeKind.Registry : ScopeKind.Project,
            Project = isOfTeam ? null : isOfArtifacts ? artifact[0] : isOfRuns ? draft.ProjectName ?? "project" : ProjectLookup.ModelRegistry,
            RegisteredModel = isOfRegistry ? draft.ModelName ?? "Model" : null,
            Artifact = isOfArtifacts ? artifact[^1] : null,
            ArtifactVersionId = HasVersion(draft.EventType) ? 0 : null,
            Version = HasVersion(draft.EventType) ? "v0" : null,
            Alias = EventRules.HasAlias(draft.EventType) ? Fitting(draft.AliasPattern, "production") : null,
            Tag = EventRules.HasTag(draft.EventType) ? Fitting(draft.TagPattern, "approved") : null,
            Run = isOfRuns ? "run-1" : null,
            Metric = draft.EventType == EventTypes.RunMetric ? draft.Runs.Metric?.Name ?? "accuracy" : null,
            After = draft.EventType switch { EventTypes.RunState => "\"finished\"", EventTypes.RunMetric => "0.97", _ => TeamFact(draft.EventType) },
            Actor = by,
        };
    }

    private static string? TeamFact(string type) => type switch
    {
        EventTypes.WebhookDisabled => """{"webhook":"ci","reason":"gone"}""",
        EventTypes.WorkSetAside => """{"worker":"MatchingWorker","unit":"event 12, automation deploy","trace":"0123456789abcdef0123456789abcdef"}""",
        _ => null,
    };

    private static bool HasVersion(string type) => type is EventTypes.CreateArtifact or EventTypes.LinkArtifact or EventTypes.UnlinkArtifact
        or EventTypes.AddArtifactAlias or EventTypes.RemoveArtifactAlias or EventTypes.AddArtifactTag or EventTypes.RemoveArtifactTag;

    // The text that a simple pattern names; for a cleverer one the usual, which it may not match.
    private static string Fitting(string? pattern, string usual) =>
        pattern is not null && Named().Match(pattern) is { Success: true } named ? named.Groups[1].Value : usual;

    [GeneratedRegex(@"^\^?\(?([A-Za-z0-9][A-Za-z0-9_-]*)")]
    private static partial Regex Named();
}

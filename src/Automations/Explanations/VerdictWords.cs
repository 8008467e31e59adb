using System.Text.Json;
using Slipway.Api.Automations;
using Slipway.Api.Texts;
using Slipway.Automations.Definitions;
using Slipway.Automations.Executions;
using Slipway.Automations.Matching;
using Slipway.Events;
using Slipway.Storage;

namespace Slipway.Automations.Explanations;

/// <summary>Says what came of an automation and an event. Pure.</summary>
internal static class VerdictWords
{
    /// <summary>Of the automation as it stood when the event happened.</summary>
    /// <param name="version">The version that stood then; null when none did.</param>
    /// <param name="newest">The newest version.</param>
    /// <param name="failedTries">How many tries to answer the event have failed; null when it is answered.</param>
    public static Verdict Then(
        AutomationVersion? version, AutomationVersion newest, LoggedEvent happened, string? runName, Execution? execution, int? failedTries)
    {
        if (execution is not null)
        {
            return OfExecution(execution);
        }
        if (version is null)
        {
            return newest.DeletedAt is { } gone && gone <= happened.At
                ? new Verdict(VerdictCodes.Deleted, "It had been deleted before this happened.")
                : new Verdict(VerdictCodes.NotYetMade, "It was made after this happened: an automation answers what happens from then on.");
        }
        var verdict = Tell(() => Of(version, EventMatch.Judge(version, happened, runName), happened, runName, isNow: false));
        return verdict.Code != VerdictCodes.Fired ? verdict
            : failedTries is { } tries ? Waiting(tries)
            : new Verdict(VerdictCodes.Waiting, "It matches, and has no execution: its answer was given up before one could be written. Look for WORK_SET_ASIDE among the events.");
    }

    /// <summary>Of the automation as it stands now, if the same happened today.</summary>
    public static Verdict Now(AutomationVersion newest, LoggedEvent happened, string? runName) =>
        Tell(() => Of(newest, JudgeNow(newest, happened, runName), happened, runName, isNow: true));

    private static MatchVerdict JudgeNow(AutomationVersion newest, LoggedEvent happened, string? runName)
    {
        // As if it had always stood. Each save sets a new watch, so the one of the event is never today's: what the metric did is not
        // asked again.
        var today = newest with { ValidFrom = DateTimeOffset.MinValue, ValidTo = null, WatchId = newest.WatchId is null ? null : happened.WatchId };
        return EventMatch.Judge(today, happened, runName);
    }

    private static Verdict Tell(Func<Verdict> verdict)
    {
        try
        {
            return verdict();
        }
        catch (JsonException)
        {
            return new Verdict(VerdictCodes.Unreadable, VersionRow.Unreadable);
        }
    }

    private static Verdict Of(AutomationVersion version, MatchVerdict verdict, LoggedEvent happened, string? runName, bool isNow)
    {
        if (verdict == MatchVerdict.Matches && !version.Settings.Enabled)
        {
            return new Verdict(VerdictCodes.Disabled, isNow ? "It would match, but is disabled." : "It matched, but was disabled.");
        }
        return verdict switch
        {
            MatchVerdict.Matches => new Verdict(VerdictCodes.Fired, isNow ? "It would fire." : "It matches."),
            MatchVerdict.OtherType => new Verdict(VerdictCodes.OtherType, $"It waits for {EnumWords.Of(version.Settings.Event.Type)}."),
            MatchVerdict.OtherScope => new Verdict(VerdictCodes.OtherScope, $"It listens on {ScopeOf(version.Settings.Scope)}."),
            MatchVerdict.Pattern => new Verdict(VerdictCodes.Pattern,
                $"'{happened.Alias ?? happened.Tag}' does not fit its pattern {version.Settings.Event.Pattern}."),
            MatchVerdict.Filter => new Verdict(VerdictCodes.Filter, FilterOf(version.Settings.Event, happened, runName)),
            MatchVerdict.Later => new Verdict(VerdictCodes.NotYetMade, "It was made after this happened."),
            _ => new Verdict(VerdictCodes.Deleted, "It had been changed or deleted before this happened."),
        };
    }

    private static Verdict OfExecution(Execution execution) => execution.State switch
    {
        ExecutionState.Skipped => new Verdict(VerdictCodes.Loop, execution.Reason ?? "It was deliberately not set going."),
        _ => new Verdict(VerdictCodes.Fired, execution.Reason is { } reason
            ? $"It fired, and its execution is {EnumText.Of(execution.State)}: {reason}"
            : $"It fired, and its execution is {EnumText.Of(execution.State)}."),
    };

    private static Verdict Waiting(int tries) => new(VerdictCodes.Waiting, tries == 0
        ? "The event is about to be answered."
        : $"Answering failed {tries} times by a fault of Slipway's, and is tried again.");

    private static string ScopeOf(AutomationScope scope) => scope.Type switch
    {
        ScopeType.RegisteredModel => $"the registered model {scope.Name}",
        ScopeType.Project => $"the project {scope.Name}",
        ScopeType.Artifact => $"the artifact {scope.Name}",
        ScopeType.Team => "the team's projects, or the team itself",
        _ => "the registry",
    };

    private static string FilterOf(AutomationEvent waited, LoggedEvent happened, string? runName) =>
        happened.Metric is not null ? "Its condition on the metric is another."
        : waited.RunFilter?.Name is { } pattern && !MatchPattern.Fits(pattern, runName) ? $"The run's name '{runName}' does not fit its pattern {pattern}."
        : $"It waits for the states {string.Join(", ", waited.States ?? [])}.";
}

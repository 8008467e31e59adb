using System.Diagnostics;
using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Api.Automations;
using Slipway.Automations.Actions;
using Slipway.Automations.Definitions;
using Slipway.Automations.Matching;
using Slipway.Events;
using Slipway.Rest;
using Slipway.Storage;
using Slipway.Webhooks.Testing;

namespace Slipway.Automations.Previews;

/// <summary>One past event that the automation would have answered.</summary>
/// <param name="Payload">What would have been sent or overridden, secrets masked; null when it could not be rendered, and when it was left out.</param>
/// <param name="Problem">Why not; null when it could.</param>
public sealed record PreviewMatch(LoggedEvent Event, string? Payload, Refusal? Problem)
{
    /// <summary>What the receiver would not take of the payload, where that is known; null for nothing.</summary>
    public string? Warning { get; init; }
}

/// <summary>What an automation would have done.</summary>
/// <param name="Considered">How many events were looked at.</param>
/// <param name="Matches">Oldest first, at most <see cref="PreviewOperations.MaxMatches"/>.</param>
public sealed record Preview(int Considered, IReadOnlyList<PreviewMatch> Matches)
{
    /// <summary>Whether the payloads of older matches were left out, or events were not looked at, because it would be too much.</summary>
    public bool IsCut { get; init; }

    /// <summary>A made-up event and what it would give, where none matched; null where one did.</summary>
    public PreviewMatch? Sample { get; init; }

    /// <summary>What a receiver would not take: of the newest payload that it would refuse; null for none.</summary>
    public string? Warning => Matches.Append(Sample).Select(match => match?.Warning).LastOrDefault(warning => warning is not null);
}

/// <summary>"Would fire": holds an automation that is not saved against events that happened (B6). Sends nothing.</summary>
public sealed class PreviewOperations(Database database, EventOperations events)
{
    public const int MaxMatches = 100;

    /// <summary>How many events are looked at.</summary>
    public const int MaxConsidered = 20_000;

    /// <summary>How long events are looked at.</summary>
    public static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(5);

    /// <summary>Characters of all payloads together; those of the newest matches are kept.</summary>
    public const int MaxPayloads = 4 << 20;

    private const int BatchSize = 500;
    private static readonly TimeSpan DefaultPeriod = TimeSpan.FromDays(30);

    /// <summary>Against one event, or against all since a time (30 days by default). Needs what saving it would need.</summary>
    [Operation(Permission.EditModelAutomation)]
    public Task<Outcome<Preview>> PreviewAsync(
        Actor actor, string teamName, AutomationSettings given, string? eventId, DateTimeOffset? since, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            var settled = SettingsShape.Settle(given).Value;
            // Gives the events that were never read a number, and checks the team on the way.
            _ = (await events.LastNumberAsync(actor, teamName, ct)).Value;
            var one = eventId is null ? null : (await events.GetAsync(actor, teamName, eventId, ct)).Value;
            var read = ReadSettings.Of(settled);
            return await database.ReadAsync(async session =>
            {
                var team = await TeamAccess.RequireAsync(session, actor, teamName, AutomationRights.NeededFor(settled.Scope.Type));
                var ready = await AutomationOperations.CheckAsync(session, actor, team, read);
                var now = await session.NowAsync();
                var preview = one is not null
                    ? await OneAsync(session, ready, team, one)
                    : await ScanAsync(session, ready, team, since ?? now - DefaultPeriod);
                return preview.Matches.Count > 0
                    ? preview
                    : preview with { Sample = await MatchAsync(session, ready, MadeUpEvent.For(ready.Settings, team, actor.Name, now)) };
            }, ct);
        });

    private static async Task<Preview> OneAsync(DatabaseSession session, CheckedSettings ready, Team team, LoggedEvent happened)
    {
        var matches = new PreviewMatches(MaxPayloads);
        return matches.Of(await AnswerAsync(session, ready, team, [happened], matches, []));
    }

    private static async Task<Preview> ScanAsync(DatabaseSession session, CheckedSettings ready, Team team, DateTimeOffset since)
    {
        var begun = Stopwatch.GetTimestamp();
        var matches = new PreviewMatches(MaxPayloads);
        var names = new Dictionary<(string?, string?), string?>();
        var (considered, isLate) = (0, false);
        var after = new EventId(0);
        while (considered < MaxConsidered && matches.Count < MaxMatches && !isLate)
        {
            var batch = await EventOperations.SinceAsync(session, team.Id, since, after, BatchSize);
            if (batch.Count == 0)
            {
                return matches.Of(considered);
            }
            considered += await AnswerAsync(session, ready, team, batch, matches, names);
            after = batch[^1].Id;
            isLate = Stopwatch.GetElapsedTime(begun) > MaxTime;
        }
        return matches.Of(considered) with { IsCut = true };
    }

    /// <summary>How many events were looked at.</summary>
    private static async Task<int> AnswerAsync(
        DatabaseSession session, CheckedSettings ready, Team team, IReadOnlyList<LoggedEvent> happenings, PreviewMatches matches,
        Dictionary<(string?, string?), string?> names)
    {
        var version = VersionOf(ready, team);
        foreach (var happened in happenings)
        {
            if (matches.Count == MaxMatches)
            {
                break;
            }
            var name = version.Settings.Event.RunFilter is null ? null : await NameAsync(session, happened, names);
            if (EventMatch.Matches(version, happened, name))
            {
                matches.Add(await MatchAsync(session, ready, happened));
            }
        }
        return happenings.Count;
    }

    // A run has many events, and its name is asked for once.
    private static async Task<string?> NameAsync(DatabaseSession session, LoggedEvent happened, Dictionary<(string?, string?), string?> names)
    {
        if (!names.TryGetValue((happened.Project, happened.Run), out var name))
        {
            names[(happened.Project, happened.Run)] = name = (await EventRun.FindAsync(session, happened))?.Name;
        }
        return name;
    }

    private static async Task<PreviewMatch> MatchAsync(DatabaseSession session, CheckedSettings ready, LoggedEvent happened)
    {
        var payload = await ActionDispatch.RenderAsync(session, ready.Action.Template, ready.Settings.Name, happened);
        if (ready.Action is CheckedLaunch)
        {
            payload = LaunchDispatch.AsOverrides(payload);
        }
        return payload.IsRefused(out var problem)
            ? new PreviewMatch(happened, null, problem)
            : new PreviewMatch(happened, payload.Value.Masked(), null)
            {
                Warning = ready.Action is CheckedWebhook { Webhook.Settings.Url: var url } && GithubDispatch.IsAt(url) ? GithubDispatch.WarningOf(payload.Value) : null,
            };
    }

    // As if it had always stood.
    private static AutomationVersion VersionOf(CheckedSettings ready, Team team) => new()
    {
        Id = default,
        AutomationId = default,
        Name = ready.Settings.Name,
        TeamId = team.Id,
        Settings = ready.Settings,
        CollectionId = ready.Collection?.Id.Value,
        ValidFrom = DateTimeOffset.MinValue,
    };
}

using System.Text.Json;
using Slipway.Api.Automations;
using Slipway.Automations.Actions;
using Slipway.Automations.Definitions;
using Slipway.Events;
using Slipway.Storage;

namespace Slipway.Automations.Matching;

/// <summary>Finds the versions that may answer events, where the pure match decides, and reads the settings of each once.</summary>
public sealed class VersionReader
{
    private readonly KeptByVersion<AutomationSettings> _kept = new();

    /// <summary>The versions of automations that may answer any of these events.</summary>
    public async Task<IReadOnlyList<AutomationVersion>> FindAsync(DatabaseSession session, IReadOnlyList<LoggedEvent> events)
    {
        var answered = events.Where(happened => EventRules.MayBeAnswered(happened.Type, happened.ScopeKind)).ToArray();
        if (answered.Length == 0)
        {
            return [];
        }
        var rows = await session.QueryAsync<VersionRow>(MatchingSql.Versions, new
        {
            teams = answered.Select(happened => happened.TeamId.Value).Distinct().ToArray(),
            types = answered.Select(happened => happened.Type).Distinct().ToArray(),
            collections = answered.Select(happened => happened.CollectionId ?? 0).Distinct().ToArray(),
            first = answered.Min(happened => happened.At),
            last = answered.Max(happened => happened.At),
        });
        return Read(rows);
    }

    internal IReadOnlyList<AutomationVersion> Read(IEnumerable<VersionRow> rows) => [.. rows.Select(row => row.ToVersion(() => SettingsOf(row)))];

    /// <summary>The name of the event's run, where a version asks for it.</summary>
    public static async Task<string?> RunNameAsync(DatabaseSession session, IReadOnlyList<AutomationVersion> versions, LoggedEvent happened) =>
        versions.Any(version => AsksForRun(version, happened))
            ? (await EventRun.FindAsync(session, happened))?.Name
            : null;

    private static bool AsksForRun(AutomationVersion version, LoggedEvent happened)
    {
        try
        {
            return version.TeamId == happened.TeamId && EventMatch.IsOfType(version, happened) && version.Settings.Event.RunFilter is not null;
        }
        catch (JsonException)
        {
            // Told where the version itself is matched.
            return false;
        }
    }

    private AutomationSettings SettingsOf(VersionRow row) =>
        _kept.TryGet(row.Id, out var settings) ? settings : _kept.Keep(row.Id, VersionRow.SettingsOf(row.Settings), row.Settings.Length);
}

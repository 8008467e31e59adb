using System.Globalization;
using Slipway.Storage.Units;

namespace Slipway.Storage.Uses;

/// <summary>
/// A room's table of who names its things. The room may not ask those above it, so they note it here, in the transaction
/// that saves the user. Deleting a thing by force disables its users; saving a user again enables it.
/// </summary>
/// <param name="table">Has the columns <c>team_id</c>, <c>user_kind</c>, <c>user_key</c>, <c>user_name</c> and <c>disabled</c>.</param>
/// <param name="thing">The column that says which thing is named.</param>
/// <param name="find">Finds the thing of a row of the table, as SQL for <c>exists</c>.</param>
public sealed class UseTable(string table, string thing, string find)
{
    private readonly string _delete = UseTableSql.Delete(table);
    private readonly string _findDisabled = UseTableSql.FindDisabled(table);
    private readonly string _findGone = UseTableSql.FindGone(table, find);
    private readonly string _disable = UseTableSql.Disable(table, find);

    /// <summary>Notes all things that the user names now, instead of those noted before; the user is enabled.</summary>
    public async Task ReplaceAsync<T>(DatabaseTransaction tx, long team, ThingUser user, IEnumerable<T> things)
    {
        await RemoveAsync(tx, user);
        await tx.InsertManyAsync(table, ["team_id", thing, "user_kind", "user_key", "user_name", "disabled"],
            [.. things.Distinct().Select(named => new object?[] { team, named, user.Kind, user.Key, user.Name, false })]);
    }

    /// <summary>Forgets a user that is deleted.</summary>
    public Task RemoveAsync(DatabaseTransaction tx, ThingUser user) => tx.ExecuteAsync(_delete, user);

    /// <summary>Whether a thing that the user names was deleted by force since the user was saved.</summary>
    public async Task<bool> IsDisabledAsync(DatabaseSession session, ThingUser user) => (await DisabledAsync(session, user.Kind, [user.Key])).Count > 0;

    /// <summary>Those of the users, by key, that a forced deletion disabled.</summary>
    public async Task<IReadOnlyCollection<string>> DisabledAsync(DatabaseSession session, string kind, IReadOnlyCollection<string> keys) =>
        keys.Count == 0 ? [] : await session.QueryAsync<string>(_findDisabled, new { kind, keys });

    /// <summary>Disables users of things that are gone without anybody having told them, as a deletion by force would have. Returns how many rows.</summary>
    public async Task<int> MendAsync(Database database, IsolatedUnits users, CancellationToken ct)
    {
        var gone = await database.ReadAsync(session => session.QueryAsync<GoneUse>(_findGone), ct);
        var resting = users.Resting;
        var mended = 0;
        await users.EachAsync([.. gone.Where(use => !resting.Contains(NameOf(use).Id))], NameOf,
            async (use, stop) => mended += await database.WriteAsync(tx => tx.ExecuteAsync(_disable, use), stop), ct);
        return mended;
    }

    // Users of two kinds that share a number would share their tries, no more.
    private static WorkUnit NameOf(GoneUse use) =>
        new(long.Parse(use.Key, CultureInfo.InvariantCulture), use.TeamId, $"{use.Kind} '{use.Name}'");

    private sealed record GoneUse
    {
        public required long TeamId { get; init; }

        public required string Kind { get; init; }

        public required string Key { get; init; }

        public required string Name { get; init; }
    }
}

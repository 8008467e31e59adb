using Slipway.Storage;

namespace Slipway.Access.Teams;

/// <summary>
/// What keeps a team from being deleted. Access knows no upper room, so those that hold things for a team count them
/// here, in the transaction that adds or removes the thing.
/// </summary>
public static class TeamUses
{
    private const string Add =
        """
        insert into team_uses (team_id, kind, things) values (@team, @kind, @by)
        on conflict (team_id, kind) do update set things = team_uses.things + excluded.things
        """;

    /// <summary>Counts things of a kind, named in the plural (<c>registered models</c>); <paramref name="by"/> may be negative.</summary>
    public static Task CountAsync(DatabaseTransaction tx, TeamId team, string kind, int by) =>
        tx.ExecuteAsync(Add, new { team, kind, by });

    internal static async Task<IReadOnlyList<string>> ListAsync(DatabaseSession session, TeamId team) =>
        await session.QueryAsync<string>(
            "select cast(things as text) || ' ' || kind from team_uses where team_id = @team and things > 0 order by kind", new { team });
}

using Slipway.Storage;

namespace Slipway.Access.Teams;

/// <summary>
/// What keeps a team from being deleted. Access knows no upper room, so those that hold things for a team count them
/// here, in the transaction that adds or removes the thing.
/// </summary>
public static class TeamUses
{
    /// <summary>Counts things of a kind, named in the plural (<c>registered models</c>); <paramref name="by"/> may be negative.</summary>
    public static Task CountAsync(DatabaseTransaction tx, TeamId team, string kind, int by) =>
        tx.ExecuteAsync(TeamUsesSql.Add, new { team, kind, by });

    internal static async Task<IReadOnlyList<TeamUse>> ListAsync(DatabaseSession session, TeamId team) =>
        await session.QueryAsync<TeamUse>(
            TeamUsesSql.List, new { team });
}

/// <summary>Things of one kind that a team has.</summary>
internal sealed record TeamUse
{
    /// <summary>In the plural: <c>registered models</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>How many, at least one.</summary>
    public required long Things { get; init; }
}

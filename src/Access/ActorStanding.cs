using Slipway.Access.Permissions;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Access;

/// <summary>
/// Who acts has the rights of the moment of the act (ADR 0015). A request is let in by its headers, and until its body is
/// here, or a lock is free, hours may pass. So every gate finds the actor's credential and role again, after its own first
/// statement and in the same round trip, and holds both until the transaction ends: whoever revokes the one or changes the
/// other is seen, or waits for the act.
/// </summary>
public static class ActorStanding
{
    /// <summary>
    /// The first row of a statement; where the actor acts, in a transaction or by a permission beyond reading, they stand
    /// from then on as they do in that team now.
    /// </summary>
    /// <param name="team">The name of the team that the statement is about.</param>
    public static async Task<T?> FirstAsync<T>(
        DatabaseSession session, Actor actor, Permission permission, string team, string sql, object args)
    {
        if (actor.Credential is not { } credential || actor.HasStood(session, team)
            || (permission == Permission.Read && session is not DatabaseTransaction))
        {
            return await session.FirstAsync<T>(sql, args);
        }
        var (found, row) = await session.FirstOfTwoAsync<T, Row>(sql, args, SqlOf(credential.Kind), Arguments(actor, credential, team));
        Stand(session, actor, team, row);
        return found;
    }

    /// <summary>Why the actor acts no more, whatever they want to do; null while their credential holds.</summary>
    /// <param name="team">The name of the team in which their role counts; empty for none.</param>
    public static async Task<Refusal?> RefuseAsync(DatabaseTransaction tx, Actor actor, string team = "")
    {
        if (actor.Credential is not { } credential)
        {
            return null;
        }
        if (!actor.HasStood(tx, team))
        {
            Stand(tx, actor, team, await tx.FirstAsync<Row>(SqlOf(credential.Kind), Arguments(actor, credential, team)));
        }
        return OverOf(actor);
    }

    /// <summary>What whoever lost their credential is told; null while it holds.</summary>
    internal static Refusal? OverOf(Actor actor) => actor is { IsOver: true, Credential: { } credential } ? Credential.Over(credential.Kind) : null;

    private static string SqlOf(CredentialKind kind) => kind switch
    {
        CredentialKind.ApiKey => ActorStandingSql.ByKey,
        CredentialKind.Session => ActorStandingSql.BySession,
        _ => ActorStandingSql.ByJobKey,
    };

    private static object Arguments(Actor actor, Credential credential, string team) => credential.Kind == CredentialKind.JobKey
        ? new { credential = credential.Id }
        : new { credential = credential.Id, user = actor.Id, team };

    private static void Stand(DatabaseSession session, Actor actor, string team, Row? row)
    {
        if (row is null)
        {
            actor.End();
        }
        else if (actor.Limits is null)
        {
            actor.Stand(row.IsInstanceAdmin, row.TeamId, row.Role);
        }
        actor.NoteStanding(session, team);
    }

    private sealed record Row
    {
        public bool IsInstanceAdmin { get; init; }
        public TeamId? TeamId { get; init; }
        public Role? Role { get; init; }
    }
}

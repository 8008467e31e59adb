using Slipway.Storage;

namespace Slipway.Access.Audit;

/// <summary>The team an audited change belongs to; the name is kept, for the trail outlives the team.</summary>
public sealed record AuditedTeam(TeamId Id, string Name)
{
    public static AuditedTeam Of(Team team) => new(team.Id, team.Name);
}

/// <summary>Who changed what, one row a change, written in the change's own transaction.</summary>
public static class AuditTrail
{
    /// <param name="team">Null for what concerns the whole server.</param>
    /// <param name="action">Noun and verb: <c>webhook.created</c>.</param>
    /// <param name="subject">The name of the thing.</param>
    /// <param name="detail">More for a reader, or null. Never a secret.</param>
    public static void Append(DatabaseTransaction tx, Actor actor, AuditedTeam? team, string action, string subject, string? detail = null) =>
        tx.Defer(AuditTrailSql.Insert, new
        {
            actorId = actor.Id,
            actor = actor.Name,
            teamId = team?.Id.Value,
            team = team?.Name,
            action,
            subject,
            detail,
        });
}

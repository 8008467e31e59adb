namespace Slipway.Access.Audit;

/// <summary>The statements of <see cref="AuditTrail"/>.</summary>
internal static class AuditTrailSql
{
    public const string Insert =
        """
        insert into audit_entries (at, actor_id, actor, team_id, team, action, subject, detail)
        values (slipway_now(), @actorId, @actor, @teamId, @team, @action, @subject, @detail)
        """;
}

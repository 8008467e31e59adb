namespace Slipway.Access.Audit;

/// <summary>The statements of <see cref="AuditOperations"/>.</summary>
internal static class AuditSql
{
    public const string OfTeam =
        """
        select id, at, actor, team, action, subject, detail from audit_entries
        where team_id = @team and id < @before order by id desc limit @fetch
        """;

    public const string OfServer =
        "select id, at, actor, team, action, subject, detail from audit_entries where id < @before order by id desc limit @fetch";
}

using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Access.Audit;

/// <summary>Reading the audit trail.</summary>
public sealed class AuditOperations(Database database)
{
    /// <summary>The trail of a team, for its admins; with no team that of the whole server, for instance admins.</summary>
    [Operation(Permission.ManageTeam)]
    public Task<Outcome<IReadOnlyList<AuditEntry>>> ListAsync(Actor actor, string? teamName, PageRequest page, CancellationToken ct) =>
        database.AskAsync<IReadOnlyList<AuditEntry>>(async session =>
        {
            if (teamName is null)
            {
                return actor.IsInstanceAdmin
                    ? await session.QueryAsync<AuditEntry>(AuditSql.OfServer, new { before = page.Before, fetch = page.Fetch })
                    : throw new RefusedException(new Refusal(ErrorCodes.Forbidden, "The trail of the whole server is for instance admins. Name a team: ?team=NAME."));
            }
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.ManageTeam);
            return await session.QueryAsync<AuditEntry>(AuditSql.OfTeam, new { team = team.Id, before = page.Before, fetch = page.Fetch });
        }, ct);
}

/// <summary>One row of the trail.</summary>
public sealed record AuditEntry
{
    public required long Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Actor { get; init; }

    public string? Team { get; init; }

    public required string Action { get; init; }

    public required string Subject { get; init; }

    public string? Detail { get; init; }
}

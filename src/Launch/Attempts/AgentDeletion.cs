using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Access.Keys;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Launch.Agents;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Launch.Attempts;

/// <summary>Takes agents out of service. It stands beside the attempts, which know the agents and not the other way round.</summary>
public sealed class AgentDeletion
{
    private readonly Database _database;
    private readonly AttemptMoves _moves;
    private readonly LaunchOptions _options;

    internal AgentDeletion(Database database, AttemptMoves moves, LaunchOptions options)
    {
        _database = database;
        _moves = moves;
        _options = options;
    }

    /// <summary>
    /// Forgets an agent: its key opens no session any more, and those that are open end. One that still has attempts is
    /// refused (<c>conflict</c>), unless by force: then it loses them at once, with the keys of their jobs, and their items
    /// go where their queues' policy for lost attempts sends them.
    /// </summary>
    [Operation(Permission.ManageQueues)]
    public Task<Outcome<Unit>> DeleteAsync(Actor actor, string teamName, string name, bool force, CancellationToken ct) =>
        _database.ChangeAsync(async tx =>
        {
            var team = await TeamAccess.RequireAsync(tx, actor, teamName, Permission.ManageQueues);
            // Whoever claims for it locks it first: after this it is given nothing.
            if (await tx.ScalarAsync<long?>(AgentDeletionSql.Lock, new { team = team.Id, name }) is not { } id)
            {
                throw new RefusedException(new Refusal(ErrorCodes.NotFound, $"Team '{team.Name}' has no agent '{name}'."));
            }
            var agent = new AgentId(id);
            var active = await tx.QueryAsync<AttemptId>(AttemptSql.ActiveIds, new { agent });
            if (active.Count > 0 && !force)
            {
                throw new RefusedException(new Refusal(ErrorCodes.Conflict,
                    $"Agent '{name}' still has {active.Count} attempts. Let it drain, or cancel them, and delete it then; or delete it by force, which takes them from it."));
            }
            await JobKeys.RevokeAsync(tx, await tx.QueryAsync<long>(AttemptSql.KeysOfAgent,
                new { agent, afterlife = InstantText.ToMicroseconds(_options.KeyAfterlife) }));
            foreach (var attempt in active)
            {
                if (await AttemptMoves.LockAsync(tx, attempt) is { } held)
                {
                    await _moves.ApplyAsync(tx, held, LeaseRules.Revoked(held.View), actor.Name);
                }
            }
            await tx.ExecuteAsync(AgentDeletionSql.Delete, new { id });
            AuditTrail.Append(tx, actor, AuditedTeam.Of(team), "agent.deleted", name, active.Count == 0 ? null : $"by force; lost {active.Count} attempts");
            tx.Wake(LaunchTopics.OfAgent(id));
            tx.Wake(LaunchTopics.Changed);
            return Unit.Value;
        }, ct);
}

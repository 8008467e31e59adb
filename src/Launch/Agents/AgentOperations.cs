using System.Text.Json;
using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Launch.Queues;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Launch.Agents;

/// <summary>Agents as people see and steer them.</summary>
public sealed class AgentOperations(Database database)
{
    // Six heartbeats of 15 s.
    private const long LiveFor = 90_000_000;

    /// <summary>The agents of a team, newest first; up to <see cref="PageRequest.Fetch"/> of them.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<SeenAgent>>> ListAsync(Actor actor, string teamName, PageRequest page, CancellationToken ct) =>
        database.AskAsync<IReadOnlyList<SeenAgent>>(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            var rows = await session.QueryAsync<Row>(SeenAgentSql.List,
                new { team = team.Id, live = LiveFor, before = page.Before, fetch = page.Fetch });
            return [.. rows.Select(row => row.ToAgent())];
        }, ct);

    /// <summary>One agent, by its name.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<SeenAgent>> GetAsync(Actor actor, string teamName, string name, CancellationToken ct) =>
        database.AskAsync(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            return await FindAsync(session, team, name);
        }, ct);

    /// <summary>
    /// Lets an agent take no more, or end once it has nothing left, and takes either back; decides which queues it may serve,
    /// at once. <c>invalid</c>.
    /// </summary>
    [Operation(Permission.ManageQueues)]
    public Task<Outcome<SeenAgent>> ChangeAsync(Actor actor, string teamName, string name, AgentChange change, CancellationToken ct) =>
        database.ChangeAsync(async tx =>
        {
            var team = await TeamAccess.RequireAsync(tx, actor, teamName, Permission.ManageQueues);
            var found = await FindAsync(tx, team, name);
            var queues = change.AllowedQueues.IsSet ? AllowedQueues.From(change.AllowedQueues.Value, "allowedQueues").Value : found.AllowedQueues;
            await tx.ExecuteAsync(SeenAgentSql.Change, new
            {
                id = found.Id,
                draining = change.Draining ?? found.Draining,
                stop = change.Stop ?? found.StopRequested,
                queues = queues.Text,
            });
            AuditTrail.Append(tx, actor, AuditedTeam.Of(team), "agent.updated", name, string.Join(", ", new[]
            {
                change.Draining is { } drains ? $"draining {drains}" : null,
                change.Stop is { } stops ? $"stop {stops}" : null,
                change.AllowedQueues.IsSet ? $"queues: {queues}" : null,
            }.OfType<string>()));
            tx.Wake(LaunchTopics.OfAgent(found.Id.Value));
            tx.Wake(LaunchTopics.Changed);
            return await FindAsync(tx, team, name);
        }, ct);

    private static async Task<SeenAgent> FindAsync(DatabaseSession session, Team team, string name) =>
                await session.FirstAsync<Row>(SeenAgentSql.Find, new { team = team.Id, live = LiveFor, name }) is { } row
            ? row.ToAgent()
            : throw new RefusedException(new Refusal(ErrorCodes.NotFound, $"Team '{team.Name}' has no agent '{name}'."));

    private sealed record Row
    {
        public required AgentId Id { get; init; }
        public required string Name { get; init; }
        public string? Host { get; init; }
        public string? Version { get; init; }
        public required string Labels { get; init; }
        public required string Runners { get; init; }
        public required string Queues { get; init; }
        public string? Allowed { get; init; }
        public required int Slots { get; init; }
        public required int Active { get; init; }
        public required bool Draining { get; init; }
        public required bool StopRequested { get; init; }
        public bool? IsLive { get; init; }
        public DateTimeOffset? LastSeenAt { get; init; }
        public required DateTimeOffset CreatedAt { get; init; }

        public SeenAgent ToAgent() => new()
        {
            Id = Id,
            Name = Name,
            Host = Host,
            Version = Version,
            Labels = JsonSerializer.Deserialize<string[]>(Labels) ?? [],
            Runners = JsonSerializer.Deserialize<string[]>(Runners) ?? [],
            NamedQueues = JsonSerializer.Deserialize<string[]>(Queues) ?? [],
            AllowedQueues = AllowedQueues.Parse(Allowed),
            Slots = Slots,
            Active = Active,
            Draining = Draining,
            StopRequested = StopRequested,
            IsLive = IsLive ?? false,
            LastSeenAt = LastSeenAt,
            CreatedAt = CreatedAt,
        };
    }
}

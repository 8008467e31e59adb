using System.Text.Json;
using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Access.Keys;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Launch.Agents;

/// <summary>Agents as people see and steer them.</summary>
public sealed class AgentOperations(Database database)
{
    /// <summary>What a registration token begins with.</summary>
    public const string TokenPrefix = "agt-";

    // Six heartbeats of 15 s.
    private const long LiveFor = 90_000_000;
    private const int DefaultTokenLife = 3_600;
    private const int MaxTokenLife = 30 * 86_400;
    private const int MaxDescriptionLength = 1_024;

    /// <summary>The agents of a team, newest first; up to <see cref="PageRequest.Fetch"/> of them.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<SeenAgent>>> ListAsync(Actor actor, string teamName, PageRequest page, CancellationToken ct) =>
        database.ReadAsync<Outcome<IReadOnlyList<SeenAgent>>>(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            if (team.IsRefused(out var refusal))
            {
                return refusal;
            }
            var rows = await session.QueryAsync<Row>(SeenAgentSql.List,
                new { team = team.Value.Id, live = LiveFor, before = page.Before, fetch = page.Fetch });
            return Outcome.Of<IReadOnlyList<SeenAgent>>([.. rows.Select(row => row.ToAgent())]);
        }, ct);

    /// <summary>One agent, by its name.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<SeenAgent>> GetAsync(Actor actor, string teamName, string name, CancellationToken ct) =>
        database.ReadAsync(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            return team.IsRefused(out var refusal) ? refusal : await FindAsync(session, team.Value, name);
        }, ct);

    /// <summary>Lets an agent take no more, or end once it has nothing left; and takes either back. Null keeps what is.</summary>
    [Operation(Permission.ManageQueues)]
    public Task<Outcome<SeenAgent>> ChangeAsync(Actor actor, string teamName, string name, bool? draining, bool? stop, CancellationToken ct) =>
        database.WriteAsync<Outcome<SeenAgent>>(async tx =>
        {
            var team = await TeamAccess.RequireAsync(tx, actor, teamName, Permission.ManageQueues);
            var found = team.IsRefused(out var refusal) ? refusal : await FindAsync(tx, team.Value, name);
            if (found.IsRefused(out refusal))
            {
                return refusal;
            }
            await tx.ExecuteAsync(SeenAgentSql.Change, new { id = found.Value.Id, draining = draining ?? found.Value.Draining, stop = stop ?? found.Value.StopRequested });
            AuditTrail.Append(tx, actor, AuditedTeam.Of(team.Value), "agent.updated", name,
                string.Join(", ", new[] { draining is { } drains ? $"draining {drains}" : null, stop is { } stops ? $"stop {stops}" : null }.OfType<string>()));
            tx.Wake(LaunchTopics.OfAgent(found.Value.Id.Value));
            tx.Wake(LaunchTopics.Changed);
            return await FindAsync(tx, team.Value, name);
        }, ct);

    /// <summary>Forgets an agent: its key opens no session any more. One that still has attempts is refused: <c>conflict</c>.</summary>
    [Operation(Permission.ManageQueues)]
    public Task<Outcome<Unit>> DeleteAsync(Actor actor, string teamName, string name, CancellationToken ct) =>
        database.WriteAsync<Outcome<Unit>>(async tx =>
        {
            var team = await TeamAccess.RequireAsync(tx, actor, teamName, Permission.ManageQueues);
            var found = team.IsRefused(out var refusal) ? refusal : await FindAsync(tx, team.Value, name);
            if (found.IsRefused(out refusal))
            {
                return refusal;
            }
            if (found.Value.Active > 0)
            {
                return new Refusal(ErrorCodes.Conflict,
                    $"Agent '{name}' still has {found.Value.Active} attempts. Let it drain, or cancel them, and delete it then.");
            }
            await tx.ExecuteAsync(SeenAgentSql.Delete, new { id = found.Value.Id });
            AuditTrail.Append(tx, actor, AuditedTeam.Of(team.Value), "agent.deleted", name);
            tx.Wake(LaunchTopics.OfAgent(found.Value.Id.Value));
            tx.Wake(LaunchTopics.Changed);
            return Unit.Value;
        }, ct);

    /// <summary>Makes a registration token, which is shown this once and rests as a hash.</summary>
    /// <param name="description">Null for none.</param>
    /// <param name="seconds">How long it is good; null for an hour.</param>
    /// <param name="reusable">Whether more than one agent may use it.</param>
    [Operation(Permission.ManageQueues)]
    public Task<Outcome<NewAgentToken>> CreateTokenAsync(
        Actor actor, string teamName, string? description, int? seconds, bool reusable, CancellationToken ct) =>
        database.WriteAsync<Outcome<NewAgentToken>>(async tx =>
        {
            var team = await TeamAccess.RequireAsync(tx, actor, teamName, Permission.ManageQueues);
            if (team.IsRefused(out var refusal))
            {
                return refusal;
            }
            if (seconds is < 1 or > MaxTokenLife)
            {
                return Refusal.OfField(ErrorCodes.Invalid, "expiresInSeconds", $"expiresInSeconds is a number from 1 to {MaxTokenLife}.");
            }
            if (description?.Length > MaxDescriptionLength || description?.Contains('\0', StringComparison.Ordinal) == true)
            {
                return Refusal.OfField(ErrorCodes.Invalid, "description", $"description has at most {MaxDescriptionLength} characters.");
            }
            var token = TokenPrefix + ApiKeyText.Create();
            var made = await tx.FirstAsync<TokenRow>(SeenAgentSql.InsertToken, new
            {
                team = team.Value.Id,
                hash = ApiKeyText.Hash(token),
                description,
                reusable,
                life = (seconds ?? DefaultTokenLife) * 1_000_000L,
                by = actor.Name,
            });
            AuditTrail.Append(tx, actor, AuditedTeam.Of(team.Value), "agent-token.created", made!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), description);
            return new NewAgentToken(made.Id, token, made.ExpiresAt);
        }, ct);

    private static async Task<Outcome<SeenAgent>> FindAsync(DatabaseSession session, Team team, string name) =>
        await session.FirstAsync<Row>(SeenAgentSql.Find, new { team = team.Id, live = LiveFor, name }) is { } row
            ? row.ToAgent()
            : new Refusal(ErrorCodes.NotFound, $"Team '{team.Name}' has no agent '{name}'.");

    private sealed record TokenRow
    {
        public required long Id { get; init; }

        public required DateTimeOffset ExpiresAt { get; init; }
    }

    private sealed record Row
    {
        public required AgentId Id { get; init; }
        public required string Name { get; init; }
        public string? Host { get; init; }
        public string? Version { get; init; }
        public required string Labels { get; init; }
        public required string Runners { get; init; }
        public required string Queues { get; init; }
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
            Queues = JsonSerializer.Deserialize<string[]>(Queues) ?? [],
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

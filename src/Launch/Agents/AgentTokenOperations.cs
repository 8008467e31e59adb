using System.Globalization;
using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Access.Keys;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Launch.Queues;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Launch.Agents;

/// <summary>Registration tokens: each lets agents in, for the queues that it names.</summary>
public sealed class AgentTokenOperations(Database database)
{
    /// <summary>What a registration token begins with.</summary>
    public const string Prefix = "agt-";

    private const int DefaultLife = 3_600;
    internal const int MaxLife = 30 * 86_400;
    internal const int MaxDescriptionLength = 1_024;

    /// <summary>
    /// Makes a token, which is shown this once and rests as a hash. Queues that the team does not have yet may be named.
    /// <c>invalid</c>, <c>name_invalid</c>.
    /// </summary>
    [Operation(Permission.ManageQueues)]
    public Task<Outcome<NewAgentToken>> CreateAsync(Actor actor, string teamName, AgentTokenDraft draft, CancellationToken ct) =>
        database.ChangeAsync(async tx =>
        {
            var team = await TeamAccess.RequireAsync(tx, actor, teamName, Permission.ManageQueues);
            Refuse.If(Check(draft));
            var queues = AllowedQueues.From(draft.Queues, "queues").Value;
            var text = Prefix + ApiKeyText.Create();
            var made = (await tx.FirstAsync<Row>(AgentTokenSql.Insert, new
            {
                team = team.Id,
                hash = ApiKeyText.Hash(text),
                description = draft.Description,
                queues = queues.Text,
                agentName = draft.AgentName,
                reusable = draft.Reusable,
                life = (draft.Seconds ?? DefaultLife) * 1_000_000L,
                by = actor.Name,
            }))!.ToToken();
            AuditTrail.Append(tx, actor, AuditedTeam.Of(team), "agent-token.created", made.Id.ToString(CultureInfo.InvariantCulture), Describe(made));
            tx.Wake(LaunchTopics.Changed);
            var named = queues.Names ?? [];
            var known = named.Count == 0 ? [] : await tx.QueryAsync<string>(AgentTokenSql.KnownQueues, new { team = team.Id, names = named });
            return new NewAgentToken(made, text, [.. named.Except(known)]);
        }, ct);

    /// <summary>Those that still let somebody in, newest first; up to <see cref="PageRequest.Fetch"/> of them.</summary>
    [Operation(Permission.ManageQueues)]
    public Task<Outcome<IReadOnlyList<AgentToken>>> ListAsync(Actor actor, string teamName, PageRequest page, CancellationToken ct) =>
        database.AskAsync<IReadOnlyList<AgentToken>>(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.ManageQueues);
            var rows = await session.QueryAsync<Row>(AgentTokenSql.Good, new { team = team.Id, before = page.Before, fetch = page.Fetch });
            return [.. rows.Select(row => row.ToToken())];
        }, ct);

    /// <summary>Takes a token back: nobody registers with it any more. Agents that did are left as they are.</summary>
    /// <param name="id">Its number.</param>
    [Operation(Permission.ManageQueues)]
    public Task<Outcome<Unit>> RevokeAsync(Actor actor, string teamName, string id, CancellationToken ct) =>
        database.ChangeAsync(async tx =>
        {
            var team = await TeamAccess.RequireAsync(tx, actor, teamName, Permission.ManageQueues);
            if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || await tx.ExecuteAsync(AgentTokenSql.Delete, new { team = team.Id, id = number }) == 0)
            {
                throw new RefusedException(new Refusal(ErrorCodes.NotFound, $"Team '{team.Name}' has no registration token '{id}' that is still good."));
            }
            AuditTrail.Append(tx, actor, AuditedTeam.Of(team), "agent-token.revoked", id);
            tx.Wake(LaunchTopics.Changed);
            return Unit.Value;
        }, ct);

    private static Refusal? Check(AgentTokenDraft draft) =>
        draft.Seconds is < 1 or > MaxLife
            ? Refusal.OfField(ErrorCodes.Invalid, "expiresInSeconds", $"expiresInSeconds is a number from 1 to {MaxLife}.")
        : draft.Description?.Length > MaxDescriptionLength || draft.Description?.Contains('\0', StringComparison.Ordinal) == true
            ? Refusal.OfField(ErrorCodes.Invalid, "description", $"description has at most {MaxDescriptionLength} characters.")
        : draft.AgentName is { } name ? AgentName.Check(name, "agentName") : null;

    private static string Describe(AgentToken token) => string.Join("; ", new[]
    {
        token.Description,
        $"queues: {token.Queues}",
        token.AgentName is { } name ? $"agent: {name}" : null,
    }.OfType<string>());

    private sealed record Row
    {
        public required long Id { get; init; }
        public string? Description { get; init; }
        public string? Queues { get; init; }
        public string? AgentName { get; init; }
        public required bool Reusable { get; init; }
        public DateTimeOffset? UsedAt { get; init; }
        public required DateTimeOffset ExpiresAt { get; init; }
        public required string CreatedBy { get; init; }
        public required DateTimeOffset CreatedAt { get; init; }

        public AgentToken ToToken() => new()
        {
            Id = Id,
            Description = Description,
            Queues = AllowedQueues.Parse(Queues),
            AgentName = AgentName,
            Reusable = Reusable,
            UsedAt = UsedAt,
            ExpiresAt = ExpiresAt,
            CreatedBy = CreatedBy,
            CreatedAt = CreatedAt,
        };
    }
}

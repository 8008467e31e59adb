using System.Globalization;
using System.Security.Cryptography;
using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Api;
using Slipway.Api.Agents;
using Slipway.Launch.Queues;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Launch.Agents;

/// <summary>A registration token becomes an agent with a key pair, of which the private half never leaves its host.</summary>
internal sealed class AgentRegistration(Database database)
{
    private const string FindToken =
        """
        select t.id, t.team_id, t.queues, t.agent_name from agent_tokens t
        where t.token_hash = @hash and t.expires_at > slipway_now() and (t.reusable or t.used_at is null) {for_update}
        """;

    private const string UseToken = "update agent_tokens set used_at = slipway_now() where id = @id";

    // A name that is taken is given a new key only by a token that names it.
    private const string Upsert =
        """
        insert into agents (team_id, team_name, name, public_key, labels, runners, queues, slots, draining, stop_requested, created_at,
                            allowed_queues, token_id)
        values (@team, @teamName, @name, @key, '[]', '[]', '[]', 0, false, false, slipway_now(), @queues, @token)
        on conflict (team_id, name) do update set public_key = excluded.public_key, draining = false, stop_requested = false,
            allowed_queues = excluded.allowed_queues, token_id = excluded.token_id
            where @isNamed
        returning id
        """;

    private const string EndSessions =
        "update agent_sessions set ended_reason = 'session_replaced' where agent_id = @agent and ended_reason is null";

    /// <summary>
    /// Registers, or gives a registered agent a new key when the token names it; its sessions end then. The agent may serve
    /// what the token says. <c>token_invalid</c>; <c>name_invalid</c>, <c>name_mismatch</c>, <c>name_taken</c>; <c>invalid</c>
    /// for what is not a P-256 key. A token that was refused is still good.
    /// </summary>
    public Task<Outcome<RegisteredAgentResponse>> RegisterAsync(RegisterAgentRequest request, CancellationToken ct) =>
        database.ChangeAsync(async tx =>
        {
            var token = await tx.FirstAsync<TokenRow>(FindToken, new { hash = AgentSecrets.Hash(request.Token) });
            if (token is null || await TeamAccess.FindByIdAsync(tx, token.TeamId) is not { } team)
            {
                throw new RefusedException(new Refusal(ErrorCodes.TokenInvalid, "The registration token is unknown, used, revoked or expired. A team admin makes a new one: slipway agent token."));
            }
            Refuse.If(Check(request, token));
            var id = await tx.ScalarAsync<long?>(Upsert, new
            {
                team = team.Id,
                teamName = team.Name,
                name = request.Name,
                key = request.PublicKey,
                queues = token.Queues,
                token = token.Id,
                isNamed = token.AgentName is not null,
            });
            if (id is not { } agent)
            {
                throw new RefusedException(Refusal.OfField(ErrorCodes.NameTaken, "name",
                    $"Team '{team.Name}' has an agent '{request.Name}' already. Take another name; or register with a token that names it (slipway agent token --name {request.Name}), which replaces it."));
            }
            await tx.ExecuteAsync(UseToken, new { id = token.Id });
            await tx.ExecuteAsync(EndSessions, new { agent });
            AuditTrail.Append(tx, Actor.System, AuditedTeam.Of(team), "agent.registered", request.Name,
                string.Create(CultureInfo.InvariantCulture, $"token {token.Id}; queues: {AllowedQueues.Parse(token.Queues)}"));
            tx.Wake(LaunchTopics.Changed);
            return new RegisteredAgentResponse
            {
                AgentId = new AgentId(agent).ToString(),
                Team = team.Name,
                Name = request.Name,
                AllowedQueues = AllowedQueues.Parse(token.Queues).Names,
            };
        }, ct);

    private static Refusal? Check(RegisterAgentRequest request, TokenRow token) =>
        AgentName.Check(request.Name, "name")
        ?? (token.AgentName is { } only && only != request.Name
            ? Refusal.OfField(ErrorCodes.NameMismatch, "name", $"This token registers the agent '{only}' and no other. Register under that name.")
            : !IsKey(request.PublicKey)
                ? Refusal.OfField(ErrorCodes.Invalid, "publicKey", "publicKey is not an ECDSA P-256 key (SubjectPublicKeyInfo in base64).")
                : null);

    private static bool IsKey(string base64)
    {
        var bytes = new byte[256];
        if (base64.Length > 256 || !Convert.TryFromBase64String(base64, bytes, out var length))
        {
            return false;
        }
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(bytes.AsSpan(0, length), out var read);
            return read == length && key.KeySize == 256;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private sealed record TokenRow
    {
        public long Id { get; init; }
        public TeamId TeamId { get; init; }
        public string? Queues { get; init; }
        public string? AgentName { get; init; }
    }
}

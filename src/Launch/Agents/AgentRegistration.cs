using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Api;
using Slipway.Api.Agents;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Launch.Agents;

/// <summary>A registration token becomes an agent with a key pair, of which the private half never leaves its host.</summary>
internal sealed partial class AgentRegistration(Database database)
{
    private const string FindToken =
        """
        select t.id, t.team_id, t.reusable from agent_tokens t
        where t.token_hash = @hash and t.expires_at > slipway_now() and (t.reusable or t.used_at is null) {for_update}
        """;

    private const string UseToken = "update agent_tokens set used_at = slipway_now() where id = @id";

    private const string Upsert =
        """
        insert into agents (team_id, team_name, name, public_key, labels, runners, queues, slots, draining, stop_requested, created_at)
        values (@team, @teamName, @name, @key, '[]', '[]', '[]', 0, false, false, slipway_now())
        on conflict (team_id, name) do update set public_key = excluded.public_key, draining = false, stop_requested = false
        returning id
        """;

    private const string EndSessions =
        "update agent_sessions set ended_reason = 'session_replaced' where agent_id = @agent and ended_reason is null";

    /// <summary>
    /// Registers, or gives a registered agent a new key; its sessions end. <c>token_invalid</c>; <c>name_invalid</c>;
    /// <c>invalid</c> for what is no P-256 key.
    /// </summary>
    public Task<Outcome<RegisteredAgentResponse>> RegisterAsync(RegisterAgentRequest request, CancellationToken ct) =>
        database.WriteAsync<Outcome<RegisteredAgentResponse>>(async tx =>
        {
            var token = await tx.FirstAsync<TokenRow>(FindToken, new { hash = AgentSecrets.Hash(request.Token) });
            if (token is null || await TeamAccess.FindByIdAsync(tx, token.TeamId) is not { } team)
            {
                return new Refusal(ErrorCodes.TokenInvalid, "The registration token is unknown, used or expired. A team admin makes a new one: slipway agent token.");
            }
            if (!Name().IsMatch(request.Name))
            {
                return Refusal.OfField(ErrorCodes.NameInvalid, "name", "An agent's name has 1 to 64 letters, digits, '.', '_' and '-', and begins with a letter or digit.");
            }
            if (!IsKey(request.PublicKey))
            {
                return Refusal.OfField(ErrorCodes.Invalid, "publicKey", "publicKey is no ECDSA P-256 key (SubjectPublicKeyInfo in base64).");
            }
            await tx.ExecuteAsync(UseToken, new { id = token.Id });
            var id = await tx.ScalarAsync<long>(Upsert, new { team = team.Id, teamName = team.Name, name = request.Name, key = request.PublicKey });
            await tx.ExecuteAsync(EndSessions, new { agent = id });
            AuditTrail.Append(tx, Actor.System, AuditedTeam.Of(team), "agent.registered", request.Name, $"with agent token {token.Id}");
            return new RegisteredAgentResponse { AgentId = new AgentId(id).ToString(), Team = team.Name, Name = request.Name };
        }, ct);

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

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex Name();

    private sealed record TokenRow
    {
        public long Id { get; init; }
        public TeamId TeamId { get; init; }
        public bool Reusable { get; init; }
    }
}

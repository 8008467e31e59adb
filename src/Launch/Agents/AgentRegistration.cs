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
    /// <summary>
    /// Registers, or gives a registered agent a new key when the token names it; its sessions end then. The agent may serve
    /// what the token says. <c>token_invalid</c>; <c>name_invalid</c>, <c>name_mismatch</c>, <c>name_taken</c>; <c>invalid</c>
    /// for what is not a P-256 key. A token that was refused is still good.
    /// </summary>
    public Task<Outcome<RegisteredAgentResponse>> RegisterAsync(RegisterAgentRequest request, CancellationToken ct) =>
        database.ChangeAsync(async tx =>
        {
            var token = await tx.FirstAsync<TokenRow>(AgentRegistrationSql.FindToken, new { hash = AgentSecrets.Hash(request.Token) });
            if (token is null || await TeamAccess.FindByIdAsync(tx, token.TeamId) is not { } team)
            {
                throw new RefusedException(new Refusal(ErrorCodes.TokenInvalid, "The registration token is unknown, used, revoked or expired. A team admin makes a new one: slipway agent token."));
            }
            Refuse.If(Check(request, token));
            var id = await tx.ScalarAsync<long?>(AgentRegistrationSql.Upsert, new
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
            await tx.ExecuteAsync(AgentRegistrationSql.UseToken, new { id = token.Id });
            await tx.ExecuteAsync(AgentRegistrationSql.EndSessions, new { agent });
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

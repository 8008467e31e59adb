using System.Security.Cryptography;
using System.Text.Json;
using System.Text;
using Slipway.Access;
using Slipway.Api;
using Slipway.Api.Agents;
using Slipway.Launch.Queues;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Launch.Agents;

/// <summary>Opens sessions: the agent proves its key over a challenge that is good once.</summary>
internal sealed class AgentSessions(Database database, AgentChallenges challenges)
{
    public const int MaxListLength = 64;
    /// <summary>How long a session lasts.</summary>
    public static readonly TimeSpan SessionLife = TimeSpan.FromHours(1);

    /// <summary>A challenge; also for an agent that does not exist, so that nobody learns which do. Writes nothing.</summary>
    public Task<string> ChallengeAsync(string agentId, CancellationToken ct) => challenges.NewAsync(IdOf(agentId), ct);

    /// <summary>Opens a session, and ends those of other processes of this agent. <c>unauthorized</c>; <c>invalid</c>.</summary>
    public Task<Outcome<OpenedSession>> OpenAsync(OpenSessionRequest request, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            // Who has no challenge of ours, or cannot sign it, reaches no transaction.
            var agent = IdOf(request.AgentId);
            if (!await challenges.IsOursAsync(agent, request.Challenge, ct))
            {
                throw new RefusedException(Unsigned());
            }
            var key = await database.ReadAsync(session => session.FirstAsync<string>(AgentSessionsSql.FindKey, new { agent }), ct);
            if (key is null || !IsSigned(key, request))
            {
                challenges.Spend(request.Challenge);
                throw new RefusedException(Unsigned());
            }
            return await database.WriteAsync(tx => OpenAsync(tx, request, agent, key), ct);
        });

    private static async Task<OpenedSession> OpenAsync(DatabaseTransaction tx, OpenSessionRequest request, long agent, string key)
    {
        var row = await tx.FirstAsync<AgentRow>(AgentSessionsSql.FindAgent, new { agent });
        if (row is null || row.PublicKey != key)
        {
            throw new RefusedException(Unsigned());
        }
        await tx.ExecuteAsync(AgentSessionsSql.CleanChallenges);
        var used = new { hash = AgentSecrets.Hash(request.Challenge), agent, life = InstantText.ToMicroseconds(AgentChallenges.Life) };
        if (await tx.ExecuteAsync(AgentSessionsSql.UseChallenge, used) == 0)
        {
            throw new RefusedException(Unsigned());
        }
        Refuse.If(CheckLists(request));
        var isNew = await tx.ScalarAsync<long>(AgentSessionsSql.IsKnownBoot, new { agent, boot = request.BootId }) == 0;
        await tx.ExecuteAsync(AgentSessionsSql.ReplaceOthers, new { agent, boot = request.BootId });
        await tx.ExecuteAsync(AgentSessionsSql.CleanSessions, new { agent });
        var token = AgentSecrets.Create();
        var expires = await tx.ScalarAsync<long>(AgentSessionsSql.AddSession,
            new { agent, hash = AgentSecrets.Hash(token), boot = request.BootId, life = InstantText.ToMicroseconds(SessionLife) });
        await tx.ExecuteAsync(AgentSessionsSql.Describe, new
        {
            agent,
            request.Host,
            request.Version,
            labels = JsonSerializer.Serialize(request.Labels),
            runners = JsonSerializer.Serialize(request.Runners),
            queues = JsonSerializer.Serialize(request.Queues),
            request.Slots,
            isNew,
        });
        var known = request.Queues.Count == 0 ? [] : await tx.QueryAsync<string>(AgentSessionsSql.KnownQueues, new { team = row.TeamId, names = request.Queues });
        var allowed = AllowedQueues.Parse(row.Allowed);
        return new OpenedSession(row.Id, token, InstantText.FromMicroseconds(expires))
        {
            MissingQueues = [.. request.Queues.Except(known)],
            RefusedQueues = [.. request.Queues.Where(queue => !allowed.Permits(queue))],
        };
    }

    private static Refusal Unsigned() => new(ErrorCodes.Unauthorized,
        "The signature does not fit this agent and challenge. If it was registered anew elsewhere, register it here again.");

    private static bool IsSigned(string publicKey, OpenSessionRequest request)
    {
        var signature = new byte[128];
        if (request.Signature.Length > 128 || !Convert.TryFromBase64String(request.Signature, signature, out var length))
        {
            return false;
        }
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
        var message = $"slipway-agent-session\n{request.AgentId}\n{request.Challenge}\n{request.BootId}";
        return key.VerifyData(Encoding.UTF8.GetBytes(message), signature.AsSpan(0, length), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static Refusal? CheckLists(OpenSessionRequest request)
    {
        foreach (var (field, list) in new[] { ("labels", request.Labels), ("runners", request.Runners), ("queues", request.Queues) })
        {
            if (list.Count > MaxListLength || list.Any(static entry => entry is not { Length: > 0 and <= 128 } || !AgentText.IsStorable(entry)))
            {
                return Refusal.OfField(ErrorCodes.Invalid, field, $"{field} has at most {MaxListLength} entries of 1 to 128 characters.");
            }
        }
        return request.Slots is < 1 or > 10_000 ? Refusal.OfField(ErrorCodes.Invalid, "slots", "slots is 1 to 10,000.")
            : request.BootId.Length is < 8 or > 128 || !AgentText.IsStorable(request.BootId) ? Refusal.OfField(ErrorCodes.Invalid, "bootId", "bootId has 8 to 128 characters.")
            : request.Host.Length > 255 || request.Version.Length > 64 || !AgentText.IsStorable(request.Host) || !AgentText.IsStorable(request.Version) ? Refusal.OfField(ErrorCodes.Invalid, "host", "host has at most 255 characters, version 64.")
            : null;
    }

    private static long IdOf(string text) => long.TryParse(text, out var id) ? id : 0;

    private sealed record AgentRow
    {
        public AgentId Id { get; init; }
        public required string Name { get; init; }
        public TeamId TeamId { get; init; }
        public required string TeamName { get; init; }
        public required string PublicKey { get; init; }
        public string? Allowed { get; init; }
    }
}

/// <summary>A session at its birth, the only time that its token is known.</summary>
internal sealed record OpenedSession(AgentId Agent, string Token, DateTimeOffset ExpiresAt)
{
    /// <summary>Queues that the agent asks for and the team does not have.</summary>
    public required IReadOnlyList<string> MissingQueues { get; init; }

    /// <summary>Queues that the agent asks for and may not serve.</summary>
    public required IReadOnlyList<string> RefusedQueues { get; init; }

    public override string ToString() => $"session of agent {Agent} (***)";
}

using Slipway.Api;
using Slipway.Launch.Queues;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Launch.Agents;

/// <summary>Finds the agent of a request by its session token.</summary>
internal sealed class AgentGate(Database database)
{
    private const string Find =
        """
        select s.id as session_id, a.id, a.name, a.team_id, a.team_name, s.boot_id, a.draining, a.stop_requested, a.labels, a.runners, a.allowed_queues as allowed, s.ended_reason
        from agent_sessions s join agents a on a.id = s.agent_id
        where s.token_hash = @hash and s.expires_at > slipway_now()
        """;

    /// <summary><c>unauthorized</c>, or <c>session_replaced</c> when another process of the agent took over.</summary>
    public async Task<Outcome<AgentCaller>> AuthenticateAsync(string? token, CancellationToken ct)
    {
        var row = string.IsNullOrEmpty(token)
            ? null
            : await database.ReadAsync(session => session.FirstAsync<Row>(Find, new { hash = AgentSecrets.Hash(token) }), ct);
        if (row is null)
        {
            return Ended("", null);
        }
        return row.EndedReason is null
            ? new AgentCaller
            {
                Id = row.Id,
                Name = row.Name,
                TeamId = row.TeamId,
                TeamName = row.TeamName,
                SessionId = row.SessionId,
                BootId = row.BootId,
                Draining = row.Draining,
                StopRequested = row.StopRequested,
                Labels = row.Labels,
                Runners = row.Runners,
                AllowedQueues = AllowedQueues.Parse(row.Allowed),
            }
            : Ended(row.Name, row.EndedReason);
    }

    /// <summary>Why a session is good no more.</summary>
    /// <param name="reason">Null when nothing is known of it.</param>
    internal static Refusal Ended(string name, string? reason) => reason is null
        ? new Refusal(ErrorCodes.Unauthorized, "This session is unknown or over. Open another.")
        : new Refusal(ErrorCodes.SessionReplaced, $"Another process runs as agent '{name}' now. End this one, or register it under a name of its own.");

    private sealed record Row
    {
        public long SessionId { get; init; }
        public AgentId Id { get; init; }
        public required string Name { get; init; }
        public Access.TeamId TeamId { get; init; }
        public required string TeamName { get; init; }
        public required string BootId { get; init; }
        public bool Draining { get; init; }
        public bool StopRequested { get; init; }
        public required string Labels { get; init; }
        public required string Runners { get; init; }
        public string? Allowed { get; init; }
        public string? EndedReason { get; init; }
    }
}

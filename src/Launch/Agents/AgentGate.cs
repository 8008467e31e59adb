using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Launch.Agents;

/// <summary>Finds the agent of a request by its session token.</summary>
internal sealed class AgentGate(Database database)
{
    private const string Find =
        """
        select a.id, a.name, a.team_id, a.team_name, s.boot_id, a.draining, a.stop_requested, a.labels, a.runners, s.ended_reason
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
            return new Refusal(ErrorCodes.Unauthorized, "This session is unknown or over. Open another.");
        }
        return row.EndedReason is null
            ? new AgentCaller
            {
                Id = row.Id,
                Name = row.Name,
                TeamId = row.TeamId,
                TeamName = row.TeamName,
                BootId = row.BootId,
                Draining = row.Draining,
                StopRequested = row.StopRequested,
                Labels = row.Labels,
                Runners = row.Runners,
            }
            : new Refusal(ErrorCodes.SessionReplaced, $"Another process runs as agent '{row.Name}' now. End this one, or register it under a name of its own.");
    }

    private sealed record Row
    {
        public AgentId Id { get; init; }
        public required string Name { get; init; }
        public Access.TeamId TeamId { get; init; }
        public required string TeamName { get; init; }
        public required string BootId { get; init; }
        public bool Draining { get; init; }
        public bool StopRequested { get; init; }
        public required string Labels { get; init; }
        public required string Runners { get; init; }
        public string? EndedReason { get; init; }
    }
}

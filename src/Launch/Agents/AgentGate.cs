using Slipway.Api;
using Slipway.Launch.Queues;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Launch.Agents;

/// <summary>Finds the agent of a request by its session token.</summary>
internal sealed class AgentGate(Database database)
{
    /// <summary><c>unauthorized</c>, or <c>session_replaced</c> when another process of the agent took over.</summary>
    public async Task<Outcome<AgentCaller>> AuthenticateAsync(string? token, CancellationToken ct)
    {
        var row = string.IsNullOrEmpty(token)
            ? null
            : await database.ReadAsync(session => session.FirstAsync<Row>(AgentGateSql.Find, new { hash = AgentSecrets.Hash(token) }), ct);
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

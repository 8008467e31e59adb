namespace Slipway.Launch.Queues;

/// <summary>The statements of <see cref="ServingAgent"/>.</summary>
internal static class ServingAgentSql
{
    public const string Live =
        """
        select team_id, name, labels, runners, queues, allowed_queues as allowed, slots from agents
        where team_id = @team and draining = false and stop_requested = false and last_seen_at > slipway_now() - @live
        """;
}

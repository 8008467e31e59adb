namespace Slipway.Launch.Agents;

/// <summary>The statements of <see cref="AgentSightings"/>.</summary>
internal static class AgentSightingsSql
{
    public const string Note = "update agents set last_seen_at = slipway_now() where id in @ids";
}

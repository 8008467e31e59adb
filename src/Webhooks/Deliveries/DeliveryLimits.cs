namespace Slipway.Webhooks.Deliveries;

/// <summary>How much one server delivers at once, and how it is shared (webhooks 6.7; performance 8.8).</summary>
public sealed record DeliveryLimits
{
    /// <summary>Attempts in flight in all.</summary>
    public int InFlight { get; init; } = 64;

    /// <summary>Attempts in flight to one webhook: a slow receiver holds these and no more.</summary>
    public int InFlightPerWebhook { get; init; } = 8;

    /// <summary>Attempts in flight for one team: there is always room for another team.</summary>
    public int InFlightPerTeam { get; init; } = 48;

    /// <summary>Claimed deliveries that wait in memory for one webhook, beyond those in flight.</summary>
    public int WaitingPerWebhook { get; init; } = 24;

    /// <summary>Claimed deliveries that wait in memory in all.</summary>
    public int Waiting { get; init; } = 512;

    /// <summary>
    /// How long a claim lasts. Much longer than the deadlines of all that may wait before it in memory, since the claims of
    /// a server that died end with its heartbeat and not with this.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long ended deliveries are kept.</summary>
    public TimeSpan KeepEnded { get; init; } = TimeSpan.FromDays(30);
}

namespace Slipway.Access.Quotas;

/// <summary>How much of the server one team, or one user, may take. Null is without limit.</summary>
public sealed record QuotaOptions
{
    /// <summary>Bytes of a team's artifacts, announced ones among them, and of the files, logs and metrics of its runs (option <c>team-storage</c>).</summary>
    public long? TeamStorage { get; init; } = 1L << 40;

    /// <summary>A team's deliveries that are not done (option <c>team-deliveries</c>).</summary>
    public long? TeamDeliveries { get; init; } = 100_000;

    /// <summary>A team's queued items over all its queues (option <c>team-items</c>).</summary>
    public long? TeamItems { get; init; } = 100_000;

    /// <summary>Followed events and logs of one user at once, on each server (option <c>user-streams</c>).</summary>
    public long? UserStreams { get; init; } = 100;

    /// <summary>Open pages of one user at once, on each server (option <c>user-pages</c>).</summary>
    public long? UserPages { get; init; } = 100;
}

namespace Slipway.Api.Agents;

/// <summary>A claim.</summary>
public sealed record AttemptGrantBody
{
    /// <summary>How long it holds without a heartbeat, from the answer on.</summary>
    public required int LeaseMilliseconds { get; init; }

    /// <summary>What to start.</summary>
    public required AttemptSpecBody Spec { get; init; }
}

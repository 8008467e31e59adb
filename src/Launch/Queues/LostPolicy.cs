namespace Slipway.Launch.Queues;

/// <summary>What becomes of an attempt whose agent falls silent.</summary>
public enum LostPolicy
{
    /// <summary>It goes on until its agent is back; past the unknown time-out it is lost. It never starts twice.</summary>
    Fail,

    /// <summary>Its agent has killed it when the lease ends, so it is tried again while attempts are left.</summary>
    Retry,
}

namespace Slipway.Api.Queues;

/// <summary>What becomes of a run whose agent fell silent.</summary>
public static class LostPolicies
{
    /// <summary>It goes on until its agent is back; past the unknown time-out it is lost. It never starts twice.</summary>
    public const string Fail = "fail";

    /// <summary>Its agent kills it before the lease ends, and it is queued again while attempts are left.</summary>
    public const string Retry = "retry";
}

namespace Slipway.Api.Agents;

/// <summary>How an attempt ended.</summary>
public static class AttemptOutcomes
{
    /// <summary>Exit code 0.</summary>
    public const string Succeeded = "succeeded";

    /// <summary>Another exit code, a time-out, out of memory, or it could not be started.</summary>
    public const string Failed = "failed";

    /// <summary>It was ended as asked.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>It never ran, for certain: it may be tried again by anyone.</summary>
    public const string NotStarted = "not_started";

    /// <summary>It ended through no doing of its own, for certain, such as with its lease: its queue may try it again.</summary>
    public const string Lost = "lost";
}

using System.Text.Json.Serialization;

namespace Slipway.Agent.Spool;

/// <summary>Why a job ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EndCause>))]
internal enum EndCause
{
    /// <summary>By itself.</summary>
    Exited,

    /// <summary>As asked.</summary>
    Cancelled,

    /// <summary>It ran longer than it may.</summary>
    RunTimeout,

    /// <summary>Its program did not run in time.</summary>
    StartTimeout,

    /// <summary>Its lease was about to end, and another may start it then.</summary>
    LeaseEnd,

    /// <summary>It needed more memory than there was.</summary>
    OutOfMemory,

    /// <summary>It never began.</summary>
    StartFailed,

    /// <summary>What watched over it was told to end, or is gone.</summary>
    Interrupted,
}

/// <summary>How a job ended.</summary>
internal sealed record JobEnd
{
    /// <summary>Why.</summary>
    public required EndCause Cause { get; init; }

    /// <summary>128 and the signal's number when it died of a signal; null when it never began or nobody knows.</summary>
    public int? ExitCode { get; init; }

    /// <summary>A sentence for people; null when the cause says all.</summary>
    public string? Message { get; init; }

    /// <summary>UTC; null when it never began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset EndedAt { get; init; }
}

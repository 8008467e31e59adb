using Slipway.Launch.Items;

namespace Slipway.Launch.Attempts;

/// <summary>What a message or the clock does to an attempt and its item.</summary>
public readonly record struct AttemptStep
{
    /// <summary>Where the attempt goes.</summary>
    public required AttemptState Attempt { get; init; }

    /// <summary>Where the item goes; null leaves it alone.</summary>
    public ItemState? Item { get; init; }

    /// <summary>Why, as <c>code: sentence</c>; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>An error code for whoever sent the message; null when it was accepted.</summary>
    public string? Refusal { get; init; }

    /// <summary>Whether the lease runs anew.</summary>
    public bool Renews { get; init; }

    /// <summary>Whether the item, tried again, waits until the attempt's lease would have ended: by then what runs is dead.</summary>
    public bool WaitsForLease { get; init; }

    /// <summary>Whether a result came too late: it is kept and changes nothing.</summary>
    public bool IsLate { get; init; }
}

namespace Slipway.Webhooks.Deliveries;

/// <summary>Where a delivery stands. docs/state-machines.md draws the ways between the states.</summary>
public enum DeliveryState
{
    /// <summary>Waits for its first attempt, or for one more that a person asked for.</summary>
    Pending,

    /// <summary>Is claimed by a server that makes an attempt.</summary>
    Delivering,

    /// <summary>The receiver answered 2xx.</summary>
    Delivered,

    /// <summary>An attempt failed; the next one has its time.</summary>
    Retrying,

    /// <summary>Given up.</summary>
    Failed,

    /// <summary>Ended by a person, or with its webhook.</summary>
    Cancelled,

    /// <summary>Waits until its webhook is enabled.</summary>
    Held,
}

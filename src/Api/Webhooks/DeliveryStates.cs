namespace Slipway.Api.Webhooks;

/// <summary>The state of a delivery, as spelled on the wire.</summary>
public static class DeliveryStates
{
    /// <summary>Waits for its first attempt.</summary>
    public const string Pending = "pending";

    /// <summary>Is being attempted.</summary>
    public const string Delivering = "delivering";

    /// <summary>The receiver answered 2xx.</summary>
    public const string Delivered = "delivered";

    /// <summary>Failed and waits for its next attempt.</summary>
    public const string Retrying = "retrying";

    /// <summary>Was given up.</summary>
    public const string Failed = "failed";

    /// <summary>Was cancelled by a person or with its webhook.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Waits for its webhook to be enabled.</summary>
    public const string Held = "held";
}

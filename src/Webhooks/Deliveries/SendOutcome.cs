namespace Slipway.Webhooks.Deliveries;

/// <summary>What an attempt came to.</summary>
public enum SendOutcome
{
    /// <summary>The receiver answered 2xx.</summary>
    Delivered,

    /// <summary>Failed; another one follows.</summary>
    Retry,

    /// <summary>Failed; no other one follows.</summary>
    Failed,
}

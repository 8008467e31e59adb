namespace Slipway.Api.Webhooks;

/// <summary>Why an attempt did not deliver.</summary>
public sealed record DeliveryErrorResponse
{
    /// <summary>Stable, such as <c>connect_refused</c>, <c>dns_failed</c>, <c>address_refused</c>, <c>timeout</c>, <c>http_status</c>.</summary>
    public required string Code { get; init; }

    /// <summary>What happened.</summary>
    public required string Message { get; init; }

    /// <summary>What to do next.</summary>
    public required string Remedy { get; init; }
}

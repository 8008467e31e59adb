namespace Slipway.Webhooks.Sending;

/// <summary>What an address is.</summary>
/// <param name="Tier">What may be done with it.</param>
/// <param name="Reason">What it is, to follow "is": <c>a private address (10.0.0.0/8)</c>.</param>
internal readonly record struct AddressClass(AddressTier Tier, string Reason);

namespace Slipway.Webhooks.Sending;

/// <summary>A name and port that the operator opened by name.</summary>
/// <param name="Host">Lower case.</param>
/// <param name="Port">1 to 65535.</param>
public readonly record struct AllowedHost(string Host, int Port);

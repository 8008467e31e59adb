namespace Slipway.Rest;

/// <summary>
/// Marks the addresses at which programs of ours speak to the server. A message that is not as it was agreed is malformed
/// (400 <c>invalid</c>), whatever is wrong with it: there is nobody who could correct a field.
/// </summary>
public sealed class ProtocolEndpoint;

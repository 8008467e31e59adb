namespace Slipway.Secrets.Definitions;

/// <summary>What a rewrap came to.</summary>
/// <param name="Rewrapped">Secrets that were under a former key and are under the current one now.</param>
/// <param name="Unreadable">Secrets whose key is not configured; they stay as they are.</param>
/// <param name="Total">All secrets of the server.</param>
public sealed record RewrapResult(int Rewrapped, int Unreadable, int Total);

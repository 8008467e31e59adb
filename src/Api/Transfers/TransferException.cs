namespace Slipway.Api.Transfers;

/// <summary>A file could not be moved, for a reason on this side or on the way; the message says what to do.</summary>
public sealed class TransferException(string message, Exception? cause = null) : Exception(message, cause);

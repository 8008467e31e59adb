namespace Slipway.Cli;

/// <summary>The arguments do not make sense together; the message says what would.</summary>
internal sealed class UsageException(string message) : Exception(message);

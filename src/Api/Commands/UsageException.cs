namespace Slipway.Api.Commands;

/// <summary>A program of ours was called with arguments that make no sense together; the message says what would.</summary>
public sealed class UsageException(string message) : Exception(message);

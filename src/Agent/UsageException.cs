namespace Slipway.Agent;

/// <summary>The agent was asked for something that cannot be meant; the message says what to do instead.</summary>
internal sealed class UsageException(string message) : Exception(message);

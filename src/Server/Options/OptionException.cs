namespace Slipway.Server.Options;

/// <summary>An option has a value that cannot be used; the message begins with the option's key.</summary>
public sealed class OptionException(string message) : Exception(message);

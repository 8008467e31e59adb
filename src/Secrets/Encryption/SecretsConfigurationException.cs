namespace Slipway.Secrets.Encryption;

/// <summary>A master key option or file that cannot be used: stops the start and says what to do.</summary>
public sealed class SecretsConfigurationException(string message) : Exception(message);

namespace Slipway.Secrets;

/// <summary>Where the master key comes from (api.md, Server options).</summary>
public sealed record SecretsOptions
{
    /// <summary><c>data-dir</c>: holds <c>master.key</c> when no key is given.</summary>
    public required string DataDir { get; init; }

    /// <summary><c>master-key</c>: 32 bytes as base64 or 64 hex digits; null for the file.</summary>
    public string? MasterKey { get; init; }

    /// <summary><c>master-key-previous</c>: former keys, separated by commas; null for none.</summary>
    public string? MasterKeyPrevious { get; init; }

    /// <summary>Without the keys, so that a log line cannot hold them.</summary>
    public override string ToString() => $"SecretsOptions {{ DataDir = {DataDir} }}";
}

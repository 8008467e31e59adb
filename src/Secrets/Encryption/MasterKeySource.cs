namespace Slipway.Secrets.Encryption;

/// <summary>Puts the key ring together from the options and the key file.</summary>
internal static class MasterKeySource
{
    /// <summary>
    /// The ring. The current key is that of the option, else that of the file, which is made when absent. With the option
    /// given, the key of a file that is there counts as a former one: so a server can leave its generated key.
    /// </summary>
    /// <exception cref="SecretsConfigurationException">A key that is none; the message names the option.</exception>
    public static MasterKeyRing Load(string dataDir, string? masterKey, string? masterKeyPrevious)
    {
        var previous = (masterKeyPrevious ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(text => Parse("master-key-previous", text))
            .ToList();
        if (string.IsNullOrWhiteSpace(masterKey))
        {
            return new(MasterKeyFile.ReadOrCreate(dataDir), previous);
        }
        if (File.Exists(Path.Combine(dataDir, MasterKeyFile.Name)))
        {
            previous.Add(MasterKeyFile.ReadOrCreate(dataDir));
        }
        return new(Parse("master-key", masterKey), previous);
    }

    private static MasterKey Parse(string option, string text) => MasterKey.TryParse(text) ?? throw new SecretsConfigurationException(
        $"Option {option} must be 32 random bytes, as base64 or as 64 hex digits; a passphrase is no key. Make one: openssl rand -base64 32");
}

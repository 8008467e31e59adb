using Slipway.Secrets.Encryption;
using Slipway.Secrets.Values;

namespace Slipway.Secrets.ProtectionKeys;

/// <summary>
/// Seals data-protection keys under the master key. They are of no team, and no name of a secret has a space: so none opens
/// as a secret, nor a secret as one of them.
/// </summary>
internal sealed class ProtectionKeyEnvelope(MasterKeyRing ring)
{
    private const long NoTeam = 0;
    private readonly Envelope _envelope = new(ring);

    public SealedSecret Seal(string friendlyName, string xml) => _envelope.Seal(NoTeam, Name(friendlyName), new SecretValue(xml));

    /// <summary>The XML; null when the row does not open.</summary>
    public string? Open(ProtectionKeyRow row) => _envelope.Open(NoTeam, Name(row.FriendlyName), row.Content)?.Reveal();

    /// <summary>The same under the current master key; null when the row does not open.</summary>
    public SealedSecret? Rewrap(ProtectionKeyRow row) => _envelope.Rewrap(NoTeam, Name(row.FriendlyName), row.Content);

    private static string Name(string friendlyName) => $"protection key {friendlyName}";
}

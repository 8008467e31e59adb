using Slipway.Secrets.Encryption;

namespace Slipway.Secrets.ProtectionKeys;

internal sealed class ProtectionKeyRow
{
    public long Id { get; init; }

    public string FriendlyName { get; init; } = "";

    public string KeyId { get; init; } = "";

    public byte[] Sealed { get; init; } = [];

    public SealedSecret Content => new() { KeyId = KeyId, Bytes = Sealed };
}

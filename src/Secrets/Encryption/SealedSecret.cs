namespace Slipway.Secrets.Encryption;

/// <summary>A secret at rest: what the store keeps in the row.</summary>
public sealed record SealedSecret
{
    /// <summary>Id of the key that opens it.</summary>
    public required string KeyId { get; init; }

    /// <summary>The encrypted value, or a cloud manager's reference to it.</summary>
    public required byte[] Bytes { get; init; }
}

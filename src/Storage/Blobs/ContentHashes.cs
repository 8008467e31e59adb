namespace Slipway.Storage.Blobs;

/// <summary>What bytes are called.</summary>
/// <param name="Sha256">64 hexadecimal digits, lower case.</param>
/// <param name="Md5">32 hexadecimal digits, lower case.</param>
public sealed record ContentHashes(string Sha256, string Md5);

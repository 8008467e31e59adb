namespace Slipway.Registry.Files;

/// <summary>One file of a list that passed the rules.</summary>
/// <param name="Path">Clean and relative.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">64 hexadecimal digits, lower case.</param>
internal readonly record struct ManifestFile(string Path, long Size, string Sha256);

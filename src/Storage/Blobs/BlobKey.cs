using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Slipway.Storage.Blobs;

/// <summary>
/// The name of stored bytes: their SHA-256, a dot, and a random generation. Two keys never share bytes, so content that
/// is being deleted and the same content stored anew do not get into each other's way.
/// </summary>
public readonly record struct BlobKey
{
    private const int HashLength = 64;
    private const int GenerationLength = 16;

    private BlobKey(string text) => Text = text;

    /// <summary>As the database and the stores write it. Safe as a file name.</summary>
    public string Text { get; }

    /// <summary>64 hexadecimal digits, lower case.</summary>
    public string Sha256 => Text[..HashLength];

    /// <summary>The first byte of the hash: lists go shard by shard.</summary>
    public byte Shard => Convert.FromHexString(Text.AsSpan(0, 2))[0];

    /// <summary>A key that was never used before.</summary>
    /// <exception cref="ArgumentException">The hash is not 64 lower-case hexadecimal digits.</exception>
    public static BlobKey New(string sha256) =>
        TryParse($"{sha256}.{RandomNumberGenerator.GetHexString(GenerationLength, lowercase: true)}", out var key)
            ? key.Value
            : throw new ArgumentException("Not a SHA-256 in lower-case hexadecimal digits.", nameof(sha256));

    /// <exception cref="FormatException">The text is no key.</exception>
    public static BlobKey Parse(string text) =>
        TryParse(text, out var key) ? key.Value : throw new FormatException("Not the key of a blob.");

    public static bool TryParse(string text, [NotNullWhen(true)] out BlobKey? key)
    {
        key = text.Length == HashLength + 1 + GenerationLength
            && text[HashLength] == '.'
            && IsHex(text.AsSpan(0, HashLength))
            && IsHex(text.AsSpan(HashLength + 1))
                ? new BlobKey(text)
                : null;
        return key is not null;
    }

    public override string ToString() => Text;

    private static bool IsHex(ReadOnlySpan<char> text) => !text.ContainsAnyExcept("0123456789abcdef");
}

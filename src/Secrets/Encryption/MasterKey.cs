using System.Security.Cryptography;

namespace Slipway.Secrets.Encryption;

/// <summary>The key that wraps the data keys of all team secrets: 256 bits, never stored with the data.</summary>
public sealed class MasterKey
{
    /// <summary>Length of a master key in bytes.</summary>
    public const int Size = 32;

    private readonly byte[] _bytes;

    private MasterKey(byte[] bytes)
    {
        _bytes = bytes;
        var digest = SHA256.HashData([.. "slipway master key id\0"u8, .. bytes]);
        Id = Convert.ToHexStringLower(digest.AsSpan(0, 8));
    }

    /// <summary>Names the key without telling it: 16 hex digits, stored beside what the key wraps.</summary>
    public string Id { get; }

    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>A fresh random key.</summary>
    public static MasterKey Generate() => new(RandomNumberGenerator.GetBytes(Size));

    /// <summary>
    /// Reads 32 bytes written as 64 hex digits or as base64. Null when it is neither: a passphrase is no key, and
    /// stretching one here would hide how weak it is.
    /// </summary>
    public static MasterKey? TryParse(string text)
    {
        text = text.Trim();
        if (text.Length == Size * 2 && text.All(char.IsAsciiHexDigit))
        {
            return new(Convert.FromHexString(text));
        }
        var buffer = new byte[Size + 1];
        var base64 = text.Replace('-', '+').Replace('_', '/');
        base64 = base64.PadRight((base64.Length + 3) / 4 * 4, '=');
        return Convert.TryFromBase64String(base64, buffer, out var length) && length == Size ? new(buffer[..Size]) : null;
    }

    /// <summary>The key as base64, for the key file.</summary>
    internal string ToBase64() => Convert.ToBase64String(_bytes);

    /// <summary>Only the key's <see cref="Id"/>.</summary>
    public override string ToString() => Id;
}

using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Slipway.Registry.Files;

namespace Slipway.Registry.Uploads;

/// <summary>
/// The right to send the bytes of one file, as it stands in an upload URL: everything the receiver must know, signed, so
/// that no row is read before the bytes flow. Whoever has the URL may use it until it expires.
/// </summary>
internal sealed record UploadTicket
{
    private const byte Format = 1;
    private const int HashSize = 32;
    private const int BodySize = 1 + 8 + 8 + 8 + HashSize;
    private const int Size = BodySize + HashSize;

    public required VersionFileId FileId { get; init; }

    /// <summary>Bytes that must come.</summary>
    public required long Length { get; init; }

    /// <summary>64 hexadecimal digits, lower case.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Whole seconds.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Letters, digits, <c>-</c> and <c>_</c>.</summary>
    public string Sign(byte[] key)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bytes[0] = Format;
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], FileId.Value);
        BinaryPrimitives.WriteInt64BigEndian(bytes[9..], Length);
        BinaryPrimitives.WriteInt64BigEndian(bytes[17..], ExpiresAt.ToUnixTimeSeconds());
        Convert.FromHexString(Sha256, bytes[25..BodySize], out _, out _);
        HMACSHA256.HashData(key, bytes[..BodySize], bytes[BodySize..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The ticket, whether expired or not; null when the text was not signed with this key.</summary>
    public static UploadTicket? Open(string text, byte[] key)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (text.Length != Base64Url.GetEncodedLength(Size)
            || !Base64Url.TryDecodeFromChars(text, bytes, out var written) || written != Size || bytes[0] != Format)
        {
            return null;
        }
        Span<byte> signature = stackalloc byte[HashSize];
        HMACSHA256.HashData(key, bytes[..BodySize], signature);
        if (!CryptographicOperations.FixedTimeEquals(signature, bytes[BodySize..]))
        {
            return null;
        }
        return new UploadTicket
        {
            FileId = new VersionFileId(BinaryPrimitives.ReadInt64BigEndian(bytes[1..])),
            Length = BinaryPrimitives.ReadInt64BigEndian(bytes[9..]),
            ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(bytes[17..])),
            Sha256 = Convert.ToHexStringLower(bytes[25..BodySize]),
        };
    }
}

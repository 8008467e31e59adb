using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Slipway.Secrets.Values;

namespace Slipway.Secrets.Encryption;

/// <summary>
/// Envelope encryption of one secret: a data key of its own (AES-256-GCM) encrypts the value, the master key wraps the
/// data key. Associated data binds both to team and name, so that a row copied over another one does not open.
/// Layout: version (1) | wrapped data key: nonce (12), key (32), tag (16) | value: nonce (12), text (n), tag (16).
/// </summary>
public sealed class Envelope(MasterKeyRing ring)
{
    private const byte Version = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int WrappedSize = NonceSize + MasterKey.Size + TagSize;

    /// <summary>Encrypts the value under the current master key.</summary>
    public SealedSecret Seal(long teamId, string name, SecretValue value)
    {
        Span<byte> dataKey = stackalloc byte[MasterKey.Size];
        RandomNumberGenerator.Fill(dataKey);
        var text = value.RevealBytes();
        try
        {
            var box = new byte[1 + WrappedSize + NonceSize + text.Length + TagSize];
            box[0] = Version;
            Encrypt(ring.Current.Bytes, dataKey, box.AsSpan(1, WrappedSize), Binding("key", teamId, name));
            Encrypt(dataKey, text, box.AsSpan(1 + WrappedSize), Binding("value", teamId, name));
            return new() { KeyId = ring.Current.Id, Bytes = box };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
            CryptographicOperations.ZeroMemory(text);
        }
    }

    /// <summary>
    /// Decrypts. Null when the master key is not on the ring, or the bytes were sealed for another team or name, or were
    /// tampered with.
    /// </summary>
    public SecretValue? Open(long teamId, string name, SealedSecret secret)
    {
        if (Unwrap(teamId, name, secret) is not { } dataKey)
        {
            return null;
        }
        var text = Decrypt(dataKey, secret.Bytes.AsSpan(1 + WrappedSize), Binding("value", teamId, name));
        CryptographicOperations.ZeroMemory(dataKey);
        if (text is null)
        {
            return null;
        }
        var value = new SecretValue(Encoding.UTF8.GetString(text));
        CryptographicOperations.ZeroMemory(text);
        return value;
    }

    /// <summary>The same secret with its data key wrapped by the current master key; null when it does not open.</summary>
    public SealedSecret? Rewrap(long teamId, string name, SealedSecret secret)
    {
        if (Unwrap(teamId, name, secret) is not { } dataKey)
        {
            return null;
        }
        var box = secret.Bytes.ToArray();
        Encrypt(ring.Current.Bytes, dataKey, box.AsSpan(1, WrappedSize), Binding("key", teamId, name));
        CryptographicOperations.ZeroMemory(dataKey);
        return new() { KeyId = ring.Current.Id, Bytes = box };
    }

    private byte[]? Unwrap(long teamId, string name, SealedSecret secret) =>
        secret.Bytes.Length >= 1 + WrappedSize + NonceSize + TagSize && secret.Bytes[0] == Version && ring.Find(secret.KeyId) is { } master
            ? Decrypt(master.Bytes, secret.Bytes.AsSpan(1, WrappedSize), Binding("key", teamId, name))
            : null;

    /// <summary>Label, team and name, each of a length that cannot be mistaken for another's.</summary>
    private static byte[] Binding(string label, long teamId, string name)
    {
        var id = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(id, teamId);
        return [.. "slipway secret "u8, .. Encoding.ASCII.GetBytes(label), 0, .. id, .. Encoding.UTF8.GetBytes(name)];
    }

    private static void Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> text, Span<byte> box, ReadOnlySpan<byte> binding)
    {
        using var aes = new AesGcm(key, TagSize);
        var nonce = box[..NonceSize];
        RandomNumberGenerator.Fill(nonce);
        aes.Encrypt(nonce, text, box.Slice(NonceSize, text.Length), box[^TagSize..], binding);
    }

    private static byte[]? Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> binding)
    {
        using var aes = new AesGcm(key, TagSize);
        var text = new byte[box.Length - NonceSize - TagSize];
        try
        {
            aes.Decrypt(box[..NonceSize], box.Slice(NonceSize, text.Length), box[^TagSize..], text, binding);
            return text;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}

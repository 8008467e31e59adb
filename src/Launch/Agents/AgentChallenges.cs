using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Slipway.Storage;

namespace Slipway.Launch.Agents;

/// <summary>
/// What agents sign to open a session. A challenge carries its own proof that it is ours, by a key that all servers of the
/// database share: whoever asks for one, and anybody may, costs no row.
/// </summary>
internal sealed class AgentChallenges(Database database)
{
    /// <summary>How long a challenge is good.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    private const int NonceSize = 16;
    private const int SignedSize = NonceSize + sizeof(long);
    private const int KeySize = 32;

    private const int MaxSpent = 100_000;

    private readonly ConcurrentDictionary<string, byte> _spent = new(StringComparer.Ordinal);
    private byte[]? _key;

    public async Task<string> NewAsync(long agent, CancellationToken ct)
    {
        var challenge = new byte[SignedSize + HMACSHA256.HashSizeInBytes];
        RandomNumberGenerator.Fill(challenge.AsSpan(0, NonceSize));
        var now = await database.ReadAsync(static session => session.NowAsync(), ct);
        BinaryPrimitives.WriteInt64BigEndian(challenge.AsSpan(NonceSize), (now + Life).ToUnixTimeMilliseconds());
        Sign(await KeyAsync(ct), agent, challenge.AsSpan(0, SignedSize)).CopyTo(challenge.AsSpan(SignedSize));
        return Base64Url.EncodeToString(challenge);
    }

    /// <summary>Lets a challenge of ours be good for nothing more, as far as this server knows: somebody could not sign it.</summary>
    public void Spend(string text)
    {
        if (_spent.Count >= MaxSpent)
        {
            _spent.Clear();
        }
        _spent[text] = 0;
    }

    /// <summary>Whether that is a challenge of ours for that agent, and still good. Whether it opened a session before is not asked here.</summary>
    public async Task<bool> IsOursAsync(long agent, string text, CancellationToken ct)
    {
        var challenge = new byte[SignedSize + HMACSHA256.HashSizeInBytes];
        if (_spent.ContainsKey(text) || text.Length != Base64Url.GetEncodedLength(challenge.Length) || !Base64Url.IsValid(text)
            || !Base64Url.TryDecodeFromChars(text, challenge, out var length) || length != challenge.Length)
        {
            return false;
        }
        var proof = Sign(await KeyAsync(ct), agent, challenge.AsSpan(0, SignedSize));
        var end = BinaryPrimitives.ReadInt64BigEndian(challenge.AsSpan(NonceSize));
        return CryptographicOperations.FixedTimeEquals(proof, challenge.AsSpan(SignedSize))
            && (await database.ReadAsync(static session => session.NowAsync(), ct)).ToUnixTimeMilliseconds() < end;
    }

    private static byte[] Sign(byte[] key, long agent, ReadOnlySpan<byte> signed) =>
        HMACSHA256.HashData(key, (byte[])[.. Encoding.UTF8.GetBytes($"slipway-agent-challenge\n{agent}\n"), .. signed]);

    private async Task<byte[]> KeyAsync(CancellationToken ct) => _key ??= await database.WriteAsync(async tx =>
    {
        await tx.ExecuteAsync(AgentChallengesSql.MakeKey, new { value = RandomNumberGenerator.GetBytes(KeySize) });
        return (await tx.FirstAsync<byte[]>(AgentChallengesSql.FindKey))!;
    }, ct);
}

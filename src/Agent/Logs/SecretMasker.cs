using System.Text;

namespace Slipway.Agent.Logs;

/// <summary>
/// Blots secrets out of bytes that come piece by piece. What it answers depends on the bytes alone, not on where the pieces
/// were cut, so that it may be done again from any point where it stopped.
/// </summary>
internal sealed class SecretMasker
{
    /// <summary>Shorter values would blot out half of every page and guard nothing.</summary>
    public const int MinLength = 4;

    private static readonly byte[] Blot = "***"u8.ToArray();
    private readonly byte[][] _secrets;

    /// <param name="secrets">Values to mask; those that are too short are left alone.</param>
    public SecretMasker(IEnumerable<string> secrets) =>
        _secrets = [.. secrets.SelectMany(SpellingsOf).Where(text => text.Length >= MinLength).Distinct()
            .Select(Encoding.UTF8.GetBytes).OrderByDescending(bytes => bytes.Length)];

    /// <summary>
    /// Masks what can be decided and answers how many bytes that was. The rest, which may be the beginning of a secret,
    /// has to come again with what follows it.
    /// </summary>
    /// <param name="input">From where the last call stopped.</param>
    /// <param name="isLast">Whether nothing follows.</param>
    /// <param name="output">Takes the masked bytes.</param>
    public int Mask(ReadOnlySpan<byte> input, bool isLast, Stream output)
    {
        var done = 0;
        var plain = 0;
        while (done < input.Length)
        {
            var length = MatchAt(input[done..], isLast);
            if (length < 0)
            {
                break;
            }

            if (length == 0)
            {
                done++;
                continue;
            }

            output.Write(input[plain..done]);
            output.Write(Blot);
            done += length;
            plain = done;
        }

        output.Write(input[plain..done]);
        return done;
    }

    /// <summary>How many bytes to blot out from the beginning, 0 for none; negative when more bytes are needed to say.</summary>
    private int MatchAt(ReadOnlySpan<byte> input, bool isLast)
    {
        var end = 0;
        for (var at = 0; at == 0 || at < end; at++)
        {
            foreach (var secret in _secrets)
            {
                var rest = input[at..];
                if (rest.StartsWith(secret))
                {
                    // Secrets may overlap: one that begins inside another is blotted out with it.
                    end = Math.Max(end, at + secret.Length);
                }
                else if (!isLast && rest.Length < secret.Length && secret.AsSpan().StartsWith(rest))
                {
                    return -1;
                }
            }
        }

        return end;
    }

    /// <summary>As it is, as base64 says it, and as it stands in a URL.</summary>
    private static IEnumerable<string> SpellingsOf(string secret) =>
        secret.Length < MinLength
            ? []
            : [secret, Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), Uri.EscapeDataString(secret)];
}

using System.Text;
using Slipway.Api.Secrets;

namespace Slipway.Agent.Logs;

/// <summary>
/// Blots secrets, in all spellings that <see cref="SecretSpellings"/> knows, out of bytes that come piece by piece. What it
/// answers depends on the bytes alone, not on where the pieces were cut, so that it may be done again from any point where it
/// stopped. Its time grows with the bytes and not with the secrets.
/// </summary>
internal sealed class SecretMasker
{
    private static readonly byte[] Blot = "***"u8.ToArray();
    private readonly SecretTrie _secrets;

    /// <param name="secrets">Values to mask; those that are too short are left alone.</param>
    /// <param name="keys">API keys to mask.</param>
    public SecretMasker(IEnumerable<string> secrets, IEnumerable<string>? keys = null) =>
        _secrets = new SecretTrie(
            secrets.SelectMany(SecretSpellings.Of).Concat((keys ?? []).SelectMany(SecretSpellings.OfKey))
                .Distinct(StringComparer.Ordinal).Select(Encoding.UTF8.GetBytes));

    /// <summary>
    /// How many bytes from where the last call stopped are blotted out already: those of a secret that may overlap another,
    /// whose end has not come yet.
    /// </summary>
    public int Blotted { get; set; }

    /// <summary>
    /// Masks what can be decided and answers how many bytes that was. The rest, which may be the beginning of a secret,
    /// has to come again with what follows it.
    /// </summary>
    /// <param name="input">From where the last call stopped.</param>
    /// <param name="isLast">Whether nothing follows: the beginning of a secret at the very end is blotted out too, for a program may
    /// have been ended while it printed.</param>
    /// <param name="output">Takes the masked bytes.</param>
    public int Mask(ReadOnlySpan<byte> input, bool isLast, Stream output)
    {
        var (spans, open) = Find(input);
        var decided = isLast ? input.Length : input.Length - open;
        if (isLast && open >= SecretSpellings.MinLength)
        {
            Join(spans, (input.Length - open, input.Length));
        }

        var (plain, blotted) = (0, 0);
        foreach (var (start, end) in spans)
        {
            if (start >= decided && !(start == 0 && Blotted > 0))
            {
                break;
            }

            if (start > 0 || Blotted == 0)
            {
                output.Write(input[plain..start]);
                output.Write(Blot);
            }

            blotted = Math.Max(0, end - decided);
            plain = Math.Min(end, decided);
        }

        output.Write(input[plain..decided]);
        Blotted = blotted;
        return decided;
    }

    /// <summary>
    /// What is to be blotted out, in its order, and how many bytes at the end may begin a secret. Secrets may overlap: one that
    /// begins inside another is blotted out with it.
    /// </summary>
    private (List<(int Start, int End)> Spans, int Open) Find(ReadOnlySpan<byte> input)
    {
        var spans = new List<(int Start, int End)>();
        if (Blotted > 0)
        {
            spans.Add((0, Blotted));
        }

        var place = 0;
        for (var at = 0; at < input.Length; at++)
        {
            place = _secrets.Next(place, input[at]);
            if (_secrets.MatchAt(place) is > 0 and var length)
            {
                Join(spans, (at + 1 - length, at + 1));
            }
        }

        return (spans, _secrets.DepthOf(place));
    }

    private static void Join(List<(int Start, int End)> spans, (int Start, int End) span)
    {
        while (spans.Count > 0 && span.Start < spans[^1].End)
        {
            span = (Math.Min(span.Start, spans[^1].Start), Math.Max(span.End, spans[^1].End));
            spans.RemoveAt(spans.Count - 1);
        }

        spans.Add(span);
    }
}

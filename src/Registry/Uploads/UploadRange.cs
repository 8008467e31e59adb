using System.Globalization;
using Slipway.Api;
using Slipway.Rest;

namespace Slipway.Registry.Uploads;

/// <summary>
/// What a request carries of a file, from its <c>Content-Range</c>: <c>bytes a-b/total</c> is a piece,
/// <c>bytes */total</c> asks how far the upload is.
/// </summary>
/// <param name="First">Offset of the first byte; 0 when it only asks.</param>
/// <param name="Count">Bytes in the request; 0 when it only asks.</param>
/// <param name="Total">Bytes of the whole file.</param>
public readonly record struct UploadRange(long First, long Count, long Total)
{
    /// <summary>Whether it carries nothing and asks how far the upload is.</summary>
    public bool Asks => Count == 0;

    /// <summary>Reads the header. Null without one: the request carries the whole file.</summary>
    public static Outcome<UploadRange?> Parse(string? header)
    {
        if (string.IsNullOrEmpty(header))
        {
            return Outcome.Of<UploadRange?>(null);
        }
        if (Read(header) is { } range)
        {
            return Outcome.Of<UploadRange?>(range);
        }
        return Refusal.OfField(ErrorCodes.Invalid, "Content-Range",
            "Content-Range is 'bytes first-last/total' to send a piece, or 'bytes */total' to ask how far the upload is.");
    }

    private static UploadRange? Read(string header)
    {
        const string unit = "bytes ";
        var slash = header.IndexOf('/', StringComparison.Ordinal);
        if (!header.StartsWith(unit, StringComparison.OrdinalIgnoreCase) || slash < 0 || Number(header.AsSpan(slash + 1)) is not { } total)
        {
            return null;
        }
        var piece = header.AsSpan(unit.Length, slash - unit.Length);
        if (piece is "*")
        {
            return new UploadRange(0, 0, total);
        }
        var dash = piece.IndexOf('-');
        return dash > 0 && Number(piece[..dash]) is { } first && Number(piece[(dash + 1)..]) is { } last && first <= last && last < total
            ? new UploadRange(first, last - first + 1, total)
            : null;
    }

    private static long? Number(ReadOnlySpan<char> text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

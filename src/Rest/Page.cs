using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Slipway.Api;

namespace Slipway.Rest;

/// <summary>Which part of a list is asked for. Lists are newest first, so a page continues before an id.</summary>
/// <param name="Limit">1 to 500; 50 when not given.</param>
/// <param name="Before">Exclusive; <see cref="long.MaxValue"/> on the first page.</param>
public sealed record PageRequest(int Limit, long Before)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 500;

    /// <summary>One more than asked for: tells whether there is a next page.</summary>
    public int Fetch => Limit + 1;

    /// <summary>
    /// For a list in another order: how many rows come before, 0 on the first page. Whoever changes the list meanwhile shifts it.
    /// </summary>
    public int Offset => Before is long.MaxValue ? 0 : (int)Math.Min(Before, int.MaxValue - Fetch);

    /// <summary>Reads <c>?limit=&amp;cursor=</c>; both may be null.</summary>
    public static Outcome<PageRequest> From(int? limit, string? cursor)
    {
        if (limit is < 1 or > MaxLimit)
        {
            return Refusal.OfField(ErrorCodes.Invalid, "limit", $"limit is a number from 1 to {MaxLimit}.");
        }
        if (string.IsNullOrEmpty(cursor))
        {
            return new PageRequest(limit ?? DefaultLimit, long.MaxValue);
        }
        return Decode(cursor) is { } before
            ? new PageRequest(limit ?? DefaultLimit, before)
            : Refusal.OfField(ErrorCodes.Invalid, "cursor", "This cursor is none of ours: pass nextCursor of the page before, or leave it out.");
    }

    internal static string Encode(long before) =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"b{before}")));

    private static long? Decode(string cursor)
    {
        if (cursor.Length > 64 || !Base64Url.IsValid(cursor))
        {
            return null;
        }
        var text = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(cursor));
        return text.StartsWith('b') && long.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var before)
            ? before
            : null;
    }
}

/// <summary>Cuts the rows of a page.</summary>
public static class Page
{
    /// <summary>As the other, for a list in another order than that of ids: the cursor holds how many rows come before.</summary>
    public static PageResponse<TItem> Of<TRow, TItem>(IReadOnlyList<TRow> rows, PageRequest request, Func<TRow, TItem> item) =>
        Of(rows, request, _ => request.Offset + request.Limit, item);

    /// <summary>
    /// The answer from up to <see cref="PageRequest.Fetch"/> rows in the order of <paramref name="id"/>; the cursor holds
    /// the last one's.
    /// </summary>
    public static PageResponse<TItem> Of<TRow, TItem>(
        IReadOnlyList<TRow> rows, PageRequest request, Func<TRow, long> id, Func<TRow, TItem> item)
    {
        var count = Math.Min(rows.Count, request.Limit);
        return new PageResponse<TItem>
        {
            Items = [.. rows.Take(count).Select(item)],
            NextCursor = rows.Count > request.Limit ? PageRequest.Encode(id(rows[count - 1])) : null,
        };
    }

    /// <summary>How many of the rows may be in one answer: at least one, where there are any, and of more what fits.</summary>
    /// <param name="sizes">Of the rows in their order.</param>
    /// <param name="most">What all together may weigh.</param>
    public static int Fitting(IEnumerable<long> sizes, long most)
    {
        var (count, sum) = (0, 0L);
        foreach (var size in sizes)
        {
            sum += size;
            if (count > 0 && sum > most)
            {
                break;
            }
            count++;
        }
        return count;
    }

    /// <summary>The answer from rows that are the page already: one that is large may hold fewer than asked for, and go on.</summary>
    /// <param name="next">Where the next page begins; null when this is the last.</param>
    public static PageResponse<TItem> Of<TRow, TItem>(IReadOnlyList<TRow> rows, long? next, Func<TRow, TItem> item) => new()
    {
        Items = [.. rows.Select(item)],
        NextCursor = next is { } before ? PageRequest.Encode(before) : null,
    };
}

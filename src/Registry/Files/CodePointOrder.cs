namespace Slipway.Registry.Files;

/// <summary>
/// Order by code points, which is the order of UTF-8 bytes and of Python, whose client sorts its manifests so. .NET's
/// ordinal order is that of UTF-16: it differs between U+E000 and the characters written as surrogate pairs.
/// </summary>
internal sealed class CodePointOrder : IComparer<string>
{
    public static readonly CodePointOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        var left = x.AsSpan();
        var right = y.AsSpan();
        var same = left.CommonPrefixLength(right);
        if (same == left.Length || same == right.Length)
        {
            return left.Length - right.Length;
        }
        return Weight(left[same]) - Weight(right[same]);
    }

    // Surrogates stand for what lies beyond U+FFFF: after everything else.
    private static int Weight(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}

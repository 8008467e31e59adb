namespace Slipway.Webhooks.Payloads;

/// <summary>"Did you mean ...?"</summary>
internal static class Suggestion
{
    /// <summary>
    /// The candidate that is a typing slip away from the name; of equally near ones the one of the same case, then the
    /// first given. Null when none is near.
    /// </summary>
    public static string? For(string name, IEnumerable<string> candidates)
    {
        var wanted = Plain(name);
        return candidates
            .Select(candidate => (candidate, distance: Distance(wanted, Plain(candidate))))
            .Where(near => near.distance <= Math.Max(1, Math.Min(wanted.Length, Plain(near.candidate).Length) / 3))
            .OrderBy(near => near.distance)
            .ThenBy(near => Distance(Shortened(name), Shortened(near.candidate)))
            .Select(near => near.candidate)
            .FirstOrDefault();
    }

    private static string Shortened(string name) => name.Length <= 64 ? name : name[..64];

    /// <summary>Case, <c>_</c>, <c>-</c>, <c>.</c> and blanks are what people get wrong first.</summary>
    private static string Plain(string name) =>
        string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant() is { Length: <= 64 } plain ? plain : "";

    /// <summary>Edit distance in which two neighbours that changed places count once.</summary>
    private static int Distance(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            rows[i, 0] = i;
        }
        for (var j = 0; j <= right.Length; j++)
        {
            rows[0, j] = j;
        }
        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
            {
                var change = left[i - 1] == right[j - 1] ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }
        return rows[left.Length, right.Length];
    }
}

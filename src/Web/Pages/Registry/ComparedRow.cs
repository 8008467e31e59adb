namespace Slipway.Web.Pages.Registry;

/// <summary>One thing of two versions.</summary>
/// <param name="Name">Which.</param>
/// <param name="A">As the first has it; null when it has not.</param>
/// <param name="B">As the second has it; null when it has not.</param>
/// <param name="Differs">Whether the two are not the same.</param>
public sealed record ComparedRow(string Name, string? A, string? B, bool Differs)
{
    public static ComparedRow Of(string name, string? a, string? b) => new(name, a, b, a != b);

    /// <summary>All that one or the other has, by name.</summary>
    /// <param name="text">As it is shown.</param>
    /// <param name="same">What says whether two are the same.</param>
    public static IReadOnlyList<ComparedRow> Of<T>(
        IEnumerable<KeyValuePair<string, T>> a, IEnumerable<KeyValuePair<string, T>> b, Func<T, string> text, Func<T, string> same)
        where T : class
    {
        var (first, second) = (new Dictionary<string, T>(a, StringComparer.Ordinal), new Dictionary<string, T>(b, StringComparer.Ordinal));
        return
        [
            .. first.Keys.Union(second.Keys).Order(StringComparer.Ordinal).Select(name =>
            {
                var (left, right) = (first.GetValueOrDefault(name), second.GetValueOrDefault(name));
                return new ComparedRow(name, left is null ? null : text(left), right is null ? null : text(right),
                    left is null || right is null || same(left) != same(right));
            }),
        ];
    }
}

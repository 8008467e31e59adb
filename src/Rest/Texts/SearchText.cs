namespace Slipway.Rest.Texts;

/// <summary>
/// What a search compares: texts without the difference of capitals and small letters in any script, and of normal forms.
/// Made here and kept in a column, for the databases fold differently: SQLite knows the letters of ASCII alone, PostgreSQL
/// those of its locale.
/// </summary>
public static class SearchText
{
    /// <summary>The text of a thing that is searched: its name and what else is looked at, each on a line.</summary>
    public static string Of(params ReadOnlySpan<string?> texts) => string.Join('\n', texts.ToArray().Where(text => text is not null).Select(text => Fold(text!)));

    /// <summary>Folded: <c>ΟΔΟΣ</c> and <c>οδος</c> are one, as are <c>É</c> and <c>é</c>, in one character or two.</summary>
    // By way of the capitals, for some letters have two small ones.
    public static string Fold(string text) => NormalForm.Compose(text).ToUpperInvariant().ToLowerInvariant();

    /// <summary>What <c>like @pattern escape '\'</c> takes to find the text anywhere, whatever signs it holds; null for no text.</summary>
    public static string? Pattern(string? text) => string.IsNullOrEmpty(text)
        ? null
        : "%" + Fold(text)
            .Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("%", @"\%", StringComparison.Ordinal)
            .Replace("_", @"\_", StringComparison.Ordinal) + "%";

    /// <summary>Whether the text is found in the other.</summary>
    public static bool Finds(string? where, string text) => where is not null && Fold(where).Contains(Fold(text), StringComparison.Ordinal);
}

using System.Globalization;

namespace Slipway.Web.Texts;

/// <summary>
/// The texts of the pages. Their key is the English text itself; <c>Words.ja.resx</c> holds the Japanese. A key without
/// translation shows in English.
/// </summary>
public sealed class Words
{
    /// <summary>What the pages speak.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "ja"];

    /// <summary>The language of a culture, for <c>lang</c>: the pages speak English where they do not speak it.</summary>
    public static string LanguageOf(CultureInfo culture) =>
        Languages.Contains(culture.Name, StringComparer.Ordinal) ? culture.Name : Languages[0];
}

using System.Text.RegularExpressions;
using Slipway.ArchitectureTests.Reading;

namespace Slipway.ArchitectureTests.Rules;

/// <summary>What people read on the pages is there in both languages. Keys are the English texts; their case counts for nothing.</summary>
internal static partial class TextRules
{
    /// <summary>Code that gives a key which is not written where it is looked up. What it can give stands in the tests.</summary>
    public static readonly IReadOnlyList<string> GivenKeys =
        ["AutomationWords.", "VariableWords.", "EventNames.", "EnumText.", "words]", "Words(", "StateWord(", "char.ToUpperInvariant(state[0])", "state.", "role.", "use.UserKind", "group.Title"];

    /// <summary>Every key that a page writes is in the table, and every key that is given to it comes from a known place.</summary>
    public static IEnumerable<string> EveryKeyIsTranslated(IReadOnlyList<SourceFile> pages, IReadOnlyCollection<string> given, IReadOnlyDictionary<string, string> table) =>
        (from page in pages
         from key in Keys(page)
         where !table.ContainsKey(key)
         select $"{page.Path}: \"{key}\" is not in Words.ja.resx.")
        .Concat(given.Where(key => !table.ContainsKey(key)).Select(key => $"\"{key}\" is not in Words.ja.resx."))
        .Concat(
            from page in pages
            from match in Lookup().Matches(page.Text)
            where !match.Groups["key"].Success && !GivenKeys.Any(known => page.Text.AsSpan(match.Index + match.Length).StartsWith(known, StringComparison.Ordinal))
            select $"{page.Path}: write the key where it is looked up, or name its source in TextRules.GivenKeys: {page.Text[match.Index..].Split('\n')[0]}");

    /// <summary>The table holds nothing that no page says.</summary>
    public static IEnumerable<string> EveryTranslationIsUsed(IReadOnlyList<SourceFile> pages, IReadOnlyCollection<string> given, IReadOnlyDictionary<string, string> table)
    {
        var used = pages.SelectMany(Keys).Concat(given).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return table.Keys.Where(key => !used.Contains(key)).Select(key => $"No page says \"{key}\".");
    }

    /// <summary>A translation has the placeholders of its key, in any order.</summary>
    public static IEnumerable<string> PlaceholdersAgree(IReadOnlyDictionary<string, string> table) =>
        from entry in table
        where !Places(entry.Key).SetEquals(Places(entry.Value))
        select $"\"{entry.Key}\" and \"{entry.Value}\" differ in their placeholders.";

    /// <summary>Markup holds no words of its own. One word is let through: names such as Slipway are the same in every language.</summary>
    public static IEnumerable<string> NoWordsInMarkup(IReadOnlyList<SourceFile> pages) =>
        from page in pages
        where page.Path.EndsWith(".razor", StringComparison.Ordinal)
        from match in BareWords().Matches(Comment().Replace(page.Text.Split("@code {")[0], ""))
        select $"{page.Path} says without T[...]: {match.Value}";

    /// <summary>Keys that a file returns: <c>"…"</c> after an arrow.</summary>
    public static IEnumerable<string> Returned(SourceFile file) =>
        ReturnedText().Matches(file.Text).Select(match => match.Groups[1].Value);

    private static IEnumerable<string> Keys(SourceFile page) =>
        Lookup().Matches(page.Text).Where(match => match.Groups["key"].Success)
            .Select(match => Regex.Unescape(match.Groups["key"].Value));

    private static HashSet<string> Places(string text) => [.. Place().Matches(text).Select(match => match.Value)];

    [GeneratedRegex("""(?<![\w<.])(?:T|words)\[\s*(?:"(?<key>(?:[^"\\]|\\.)*)"(?=\s*[\],]))?""")]
    private static partial Regex Lookup();

    [GeneratedRegex(@"(?<!\{)\{\d+[^{}]*\}")]
    private static partial Regex Place();

    [GeneratedRegex("""=> "([A-Z][^"]*)",""")]
    private static partial Regex ReturnedText();

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex("""(?<=>)[^<>@{}";]*[A-Za-z]{2,} [A-Za-z]{2,}[^<>@{}";]*(?=<)|\b(?:aria-label|title|placeholder|alt|Label|Hint|Title)="[^"@]*[A-Za-z]{2,} [A-Za-z]{2,}""")]
    private static partial Regex BareWords();
}

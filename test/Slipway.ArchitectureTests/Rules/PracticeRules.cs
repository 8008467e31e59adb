using System.Text.RegularExpressions;
using Slipway.ArchitectureTests.Reading;

namespace Slipway.ArchitectureTests.Rules;

/// <summary>Habits that a reviewer would otherwise have to look for.</summary>
internal static partial class PracticeRules
{
    /// <summary>Every public method of an operations class says which permission it demands.</summary>
    public static IEnumerable<string> OperationsDeclareTheirPermission(IReadOnlyList<TypeFacts> types) =>
        from type in types
        where type.Name.EndsWith("Operations", StringComparison.Ordinal)
        from method in type.Methods
        where method.IsPublic && !method.Attributes.Contains("OperationAttribute")
        select $"{type.FullName}.{method.Name} has no [Operation].";

    /// <summary>
    /// A test is skipped with a reason that is printed, or not at all. Explicit tests are none that are skipped where another
    /// test runs their class, as those do that need a network of their own.
    /// </summary>
    public static IEnumerable<string> NoSkipWithoutReason(IReadOnlyList<SourceFile> sources)
    {
        var tests = sources.Where(file => file.Path.StartsWith("test/", StringComparison.Ordinal)).ToArray();
        var ranByOthers = tests.SelectMany(file => RunInside().Matches(file.Text)).Select(match => match.Groups[1].Value).ToHashSet();
        return
            from file in tests
            from match in SilentSkip().Matches(file.Text)
            where !match.Value.StartsWith("Explicit", StringComparison.Ordinal) || !ranByOthers.Contains(Path.GetFileNameWithoutExtension(file.Path))
            select $"{file.Path} skips without a reason: {match.Value}";
    }

    /// <summary>A pattern that ends with <c>$</c> takes a text with a newline behind it; <c>\z</c> is the end.</summary>
    public static IEnumerable<string> PatternsEndAtTheEnd(IReadOnlyList<SourceFile> sources) =>
        from file in sources
        where file.Path.StartsWith("src/", StringComparison.Ordinal)
        from match in Pattern().Matches(file.Text)
        where Dollar().IsMatch(match.Groups["text"].Value) && !match.Value.Contains("Multiline", StringComparison.Ordinal)
        select $"{file.Path} ends a pattern with $, which takes a newline behind it; write \\z: {match.Groups["text"].Value}";

    // The text of a pattern in each of its three spellings, with the options behind it.
    [GeneratedRegex("""""Regex(?:\.\w+)?\((?:[^"()]*,\s*)?(?:(?<q>"{3,})(?<text>.*?)\k<q>|@"(?<text>(?:[^"]|"")*)"|\$?"(?<text>(?:[^"\\]|\\.)*)")[^)]*\)""""", RegexOptions.Singleline)]
    private static partial Regex Pattern();

    // Not one that is escaped, or stands in a class of characters.
    [GeneratedRegex("""(?<![\\\[])(?:\\\\)*\$(?=\)*(?:\||\z))""")]
    private static partial Regex Dollar();

    [GeneratedRegex("""\b(Skip\s*=\s*(""|null|string\.Empty)|Assert\.Skip\(\s*(""|string\.Empty)?\s*\)|Explicit\s*=\s*true)""")]
    private static partial Regex SilentSkip();

    [GeneratedRegex(@"RunTestsAsync\(typeof\((\w+)\)")]
    private static partial Regex RunInside();
}

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

    [GeneratedRegex("""\b(Skip\s*=\s*(""|null|string\.Empty)|Assert\.Skip\(\s*(""|string\.Empty)?\s*\)|Explicit\s*=\s*true)""")]
    private static partial Regex SilentSkip();

    [GeneratedRegex(@"RunTestsAsync\(typeof\((\w+)\)")]
    private static partial Regex RunInside();
}

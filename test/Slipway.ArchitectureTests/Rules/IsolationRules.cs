using System.Text.RegularExpressions;
using Slipway.ArchitectureTests.Reading;

namespace Slipway.ArchitectureTests.Rules;

/// <summary>ADR 0011: whatever works in units is shown to fail alone, by a test of its own on both databases.</summary>
internal static partial class IsolationRules
{
    /// <summary>What runs as long as the server does and has no units, with the reason.</summary>
    public static readonly IReadOnlyDictionary<string, string> WithoutUnits = new Dictionary<string, string>
    {
        ["ServerInstance"] = "tells that this process lives, and nothing else",
        ["WakeRelay"] = "holds one connection and does nothing of anybody's",
        ["DeliveryBacklog"] = "counts all teams with one statement, and changes nothing",
        ["ItemBacklog"] = "counts all teams with one statement, and changes nothing",
    };

    /// <summary>Every worker, and whatever else has units, has a test that says that it isolates them.</summary>
    public static IEnumerable<string> WorkersAreShownToIsolate(IReadOnlyList<SourceFile> sources)
    {
        var ours = sources.Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal)).ToArray();
        string[] working = [.. ours.SelectMany(file => Registered().Matches(file.Text).Concat(Isolating().Matches(file.Text))).Select(match => match.Groups["name"].Value).Distinct()];
        var cases = sources.Where(file => file.Path.StartsWith("test/", StringComparison.Ordinal))
            .SelectMany(file => Case().Matches(file.Text).SelectMany(match => Named().Matches(match.Groups["names"].Value)), (file, name) => (File: file, Name: name.Groups["name"].Value))
            .ToArray();
        var shown = cases.Where(one => one.File.Text.Contains("TestEngine.Sqlite", StringComparison.Ordinal) && one.File.Text.Contains("TestEngine.Postgres", StringComparison.Ordinal))
            .Select(one => one.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. working.Where(name => !shown.Contains(name) && !WithoutUnits.ContainsKey(name))
                .Select(name => $"{name} has no test with [Isolates(nameof({name}))] on both databases."),
            .. cases.Where(one => !working.Contains(one.Name)).Select(one => $"{one.File.Path} isolates {one.Name}, which has no units."),
            .. WithoutUnits.Keys.Where(name => working.Length > 0 && !working.Contains(name)).Select(name => $"{name} is said to have no units, and is no worker."),
        ];
    }

    [GeneratedRegex(@"AddWorker(?:<(?<name>[A-Z]\w+)>\(\)|\(\w+\s*=>\s*new\s+(?<name>\w+)\()|AddHostedService\(\w+\s*=>\s*\w+\.GetRequiredService<(?<name>[A-Z]\w+)>\(\)\)")]
    private static partial Regex Registered();

    [GeneratedRegex(@"\b(?:sealed|static)(?:\s+partial)?\s+class\s+(?<name>\w+)\([^)]*\bUnitIsolation\s")]
    private static partial Regex Isolating();

    [GeneratedRegex(@"\[Isolates\((?<names>(?:[^()]|\(\w+\))*)\)\]")]
    private static partial Regex Case();

    [GeneratedRegex(@"nameof\((?<name>\w+)\)")]
    private static partial Regex Named();
}

using System.Text.RegularExpressions;
using Slipway.ArchitectureTests.Reading;

namespace Slipway.ArchitectureTests.Rules;

/// <summary>What things may be called, and where they stand.</summary>
internal static partial class NameRules
{
    private static readonly string[] EmptyWords =
        ["Service", "Services", "Manager", "Managers", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Common", "Core", "Shared",
            "Infrastructure", "Models", "Dto", "Dtos"];

    /// <summary>C# would bind the namespace where the type is meant.</summary>
    public static IEnumerable<string> NoTypeIsNamedLikeANamespace(IReadOnlyList<TypeFacts> types)
    {
        var words = types.SelectMany(type => type.Namespace.Split('.')).ToHashSet();
        return types.SelectMany(type => type.Nested.Prepend(type.Name).Where(words.Contains).Select(name => $"{type.FullName}: {name} is also a namespace."));
    }

    /// <summary>One name, one thing, in all rooms; what is nested in a type is that type's affair.</summary>
    public static IEnumerable<string> NamesStandOnce(IReadOnlyList<TypeFacts> types) =>
        types.Where(type => type.Name != "Program").DistinctBy(type => type.FullName).GroupBy(type => type.Name)
            .Where(bearers => bearers.Count() > 1)
            .Select(bearers => $"{bearers.Key} is the name of {string.Join(" and of ", bearers.Select(type => type.FullName).Order())}.");

    /// <summary>Words that say nothing end no type's name and are no folder.</summary>
    public static IEnumerable<string> NoEmptyWords(IReadOnlyList<TypeFacts> types)
    {
        var inNames = types.SelectMany(type => type.Nested.Prepend(type.Name)
            .Where(name => EmptyWords.Any(word => name.EndsWith(word, StringComparison.Ordinal)))
            .Select(name => $"{type.FullName}: {name} says nothing."));
        var inFolders = types.Select(type => type.Namespace).Distinct()
            .Where(name => name.Split('.').Intersect(EmptyWords).Any()).Select(name => $"The namespace {name} says nothing.");
        return inNames.Concat(inFolders);
    }

    /// <summary><c>src/Webhooks/Sending</c> is <c>Slipway.Webhooks.Sending</c>; below test, bench and demo the folder is the namespace.</summary>
    public static IEnumerable<string> NamespacesEqualFolders(IReadOnlyList<SourceFile> sources)
    {
        foreach (var file in sources.Where(file => file.Path.EndsWith(".cs", StringComparison.Ordinal)))
        {
            var declared = Declaration().Match(file.Text);
            if (!declared.Success)
            {
                if (!file.Path.EndsWith("/Program.cs", StringComparison.Ordinal) && !file.Path.EndsWith("/GlobalUsings.cs", StringComparison.Ordinal))
                {
                    yield return $"{file.Path} has no file-scoped namespace.";
                }
                continue;
            }
            var folder = file.Folder[(file.Folder.IndexOf('/', StringComparison.Ordinal) + 1)..].Replace('/', '.');
            var expected = file.Path.StartsWith("src/", StringComparison.Ordinal) ? $"Slipway.{folder}" : folder;
            if (declared.Groups[1].Value != expected)
            {
                yield return $"{file.Path} declares {declared.Groups[1].Value}; its folder says {expected}.";
            }
        }
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}

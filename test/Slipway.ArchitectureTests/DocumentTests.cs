using System.Text.RegularExpressions;
using Slipway.ArchitectureTests.Reading;
using Xunit;

namespace Slipway.ArchitectureTests;

public sealed partial class DocumentTests
{
    [Fact]
    public void Links_between_documents_lead_somewhere() =>
        Violations.None(Documents().SelectMany(DeadLinks));

    [Fact]
    public void A_dead_link_is_found() =>
        Assert.Single(DeadLinks(new SourceFile("docs/page.md", "See [here](ARCHITECTURE.md), [there](nowhere.md) and [outside](https://example.com/x.md).")));

    [Fact]
    public void Every_dependency_is_accounted_for() =>
        Violations.None(Unaccounted(Checkout.Read("Directory.Packages.props").Text, Checkout.Read("docs/adr/0007-dependencies.md").Text));

    [Fact]
    public void A_dependency_that_nobody_accounts_for_is_found() =>
        Assert.Equal(["Leftpad is not in docs/adr/0007-dependencies.md."],
            Unaccounted("""<PackageVersion Include="Dapper" /><PackageVersion Include="OpenTelemetry.Extensions.Hosting" /><PackageVersion Include="Leftpad" />""",
                "| Dapper | ... | OpenTelemetry.* |"));

    [Fact]
    public void The_glossary_names_what_is_there_and_everything_that_has_operations() =>
        Violations.None(GlossaryFaults(Checkout.Read("docs/glossary.md").Text, [.. Checkout.Types.Select(type => type.Name)]));

    [Fact]
    public void A_word_of_the_glossary_without_its_type_and_operations_without_a_word_are_found() =>
        Assert.Equal(["The glossary names Membership, which is no type any more.", "TagOperations is not in the glossary."], GlossaryFaults(
            "| version | Not `this`. | `ArtifactVersion`, `Membership` |\n| alias | | `AliasOperations` |", ["ArtifactVersion", "AliasOperations", "TagOperations"]));

    private static IEnumerable<string> GlossaryFaults(string page, IReadOnlyCollection<string> types)
    {
        string[] named = [.. LastColumn().Matches(page).SelectMany(match => NamedType().Matches(match.Groups[1].Value)).Select(match => match.Groups[1].Value)];
        return named.Except(types.Select(type => type.Split('`')[0])).Select(name => $"The glossary names {name}, which is no type any more.")
            .Concat(types.Where(type => type.EndsWith("Operations", StringComparison.Ordinal)).Except(named).Select(type => $"{type} is not in the glossary."));
    }

    private static IEnumerable<string> Unaccounted(string packages, string page) =>
        from match in PackagePattern().Matches(packages)
        let package = match.Groups[1].Value
        where !page.Contains(package, StringComparison.Ordinal) && !page.Contains(package.Split('.')[0] + ".*", StringComparison.Ordinal)
        select $"{package} is not in docs/adr/0007-dependencies.md.";

    private static IEnumerable<SourceFile> Documents() =>
        Directory.EnumerateFiles(Path.Combine(Checkout.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Checkout.Root, "*.md")).Select(Checkout.Read);

    private static IEnumerable<string> DeadLinks(SourceFile document) =>
        from link in LinkPattern().Matches(document.Text)
        let target = link.Groups[1].Value.Split('#')[0]
        where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
        where !Path.Exists(Path.Combine(Checkout.Root, document.Folder, target))
        select $"{document.Path} links to {target}, which is not there.";

    [GeneratedRegex(@"^\|.*\|([^|]*)\|\r?$", RegexOptions.Multiline)]
    private static partial Regex LastColumn();

    [GeneratedRegex(@"`(\w+)`")]
    private static partial Regex NamedType();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex LinkPattern();

    [GeneratedRegex(@"PackageVersion Include=""([^""]+)""")]
    private static partial Regex PackagePattern();
}

using Slipway.ArchitectureTests.Reading;
using Slipway.ArchitectureTests.Rules;
using Xunit;

namespace Slipway.ArchitectureTests;

public sealed class PracticeTests
{
    [Fact]
    public void Operations_declare_the_permission_they_demand() =>
        Violations.None(PracticeRules.OperationsDeclareTheirPermission(Checkout.Types));

    [Fact]
    public void An_operation_without_a_permission_is_found() =>
        Assert.Equal(["Slipway.Registry.AliasOperations.AddAsync has no [Operation]."],
            PracticeRules.OperationsDeclareTheirPermission(
            [
                Planted.Type("Slipway.Registry.AliasOperations") with
                {
                    Methods =
                    [
                        new MethodFacts("AddAsync", IsPublic: true, ["AsyncStateMachineAttribute"]),
                        new MethodFacts("RemoveAsync", IsPublic: true, ["OperationAttribute"]),
                        new MethodFacts("CheckAsync", IsPublic: false, []),
                    ],
                },
            ]));

    [Fact]
    public void F_14_No_pattern_ends_with_a_dollar() =>
        Violations.None(PracticeRules.PatternsEndAtTheEnd(Checkout.Sources));

    [Theory]
    [InlineData("[GeneratedRegex(\"^[a-z]+$\")]")]
    [InlineData("[GeneratedRegex(@\"^[a-z]+$\", RegexOptions.CultureInvariant)]")]
    [InlineData("[GeneratedRegex(\"\"\"^\"a\"+$\"\"\")]")]
    [InlineData("new Regex(\"^(a|b$)\", RegexOptions.NonBacktracking)")]
    [InlineData("Regex.IsMatch(text, \"^a$\")")]
    public void A_pattern_that_ends_with_a_dollar_is_found(string text) =>
        Assert.Single(PracticeRules.PatternsEndAtTheEnd([new SourceFile("src/Rest/A.cs", text)]));

    [Theory]
    [InlineData("[GeneratedRegex(@\"^[a-z]+\\z\")]")]
    [InlineData("[GeneratedRegex(@\"\\$\\{[a-z]+\\}\")]")]
    [InlineData("[GeneratedRegex(@\"^a$\", RegexOptions.Multiline)]")]
    [InlineData("new Regex(\"a[$]\")")]
    public void A_pattern_that_ends_otherwise_is_none(string text) =>
        Assert.Empty(PracticeRules.PatternsEndAtTheEnd([new SourceFile("src/Rest/A.cs", text)]));

    [Fact]
    public void No_test_is_skipped_without_a_reason() =>
        Violations.None(PracticeRules.NoSkipWithoutReason(Checkout.Sources.Where(file => !file.Path.EndsWith("/PracticeTests.cs", StringComparison.Ordinal)).ToArray()));

    [Theory]
    [InlineData("[Fact(Skip = \"\")]")]
    [InlineData("Assert.Skip(\"\");")]
    [InlineData("[Fact(Explicit = true)]")]
    public void A_silent_skip_is_found(string text) =>
        Assert.Single(PracticeRules.NoSkipWithoutReason([new SourceFile("test/Slipway.Tests/A.cs", text), new SourceFile("test/Slipway.Tests/B.cs", "Assert.Skip(\"No namespaces here.\");")]));

    [Fact]
    public void An_explicit_test_that_another_runs_is_no_skip() =>
        Assert.Empty(PracticeRules.NoSkipWithoutReason(
        [
            new SourceFile("test/Slipway.Tests/Inside.cs", "[Fact(Explicit = true)]"),
            new SourceFile("test/Slipway.Tests/Outside.cs", "await NetworkNamespace.RunTestsAsync(typeof(Inside), ct)"),
        ]));
}

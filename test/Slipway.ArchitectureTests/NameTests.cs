using Slipway.ArchitectureTests.Reading;
using Slipway.ArchitectureTests.Rules;
using Xunit;

namespace Slipway.ArchitectureTests;

public sealed class NameTests
{
    [Fact]
    public void No_type_bears_the_name_of_a_namespace() =>
        Violations.None(NameRules.NoTypeIsNamedLikeANamespace(Checkout.Types));

    [Fact]
    public void A_type_named_like_a_namespace_is_found() =>
        Assert.Equal(2, NameRules.NoTypeIsNamedLikeANamespace(
            [Planted.Type("Slipway.Registry.Aliases.Registry"), Planted.Type("Slipway.Registry.Tags.Tag") with { Nested = ["Aliases"] }]).Count());

    [Fact]
    public void No_two_types_have_one_name() =>
        Violations.None(NameRules.NamesStandOnce(Checkout.Types));

    [Fact]
    public void A_name_of_two_types_is_found() =>
        Assert.Equal(["Attempt is the name of Slipway.Launch.Attempts.Attempt and of Slipway.Webhooks.Deliveries.Attempt."], NameRules.NamesStandOnce(
            [Planted.Type("Slipway.Webhooks.Deliveries.Attempt"), Planted.Type("Slipway.Launch.Attempts.Attempt"), Planted.Type("Slipway.Launch.Items.Item")]));

    [Fact]
    public void No_name_ends_in_a_word_that_says_nothing() =>
        Violations.None(NameRules.NoEmptyWords(Checkout.Types));

    [Theory]
    [InlineData("Slipway.Registry.AliasService")]
    [InlineData("Slipway.Registry.AliasManager")]
    [InlineData("Slipway.Registry.SqlHelper")]
    [InlineData("Slipway.Registry.StringUtils")]
    [InlineData("Slipway.Registry.AliasDto")]
    [InlineData("Slipway.Registry.Models.Alias")]
    [InlineData("Slipway.Registry.Core.Alias")]
    public void A_word_that_says_nothing_is_found(string name) =>
        Assert.Single(NameRules.NoEmptyWords([Planted.Type(name), Planted.Type("Slipway.Access.Services.ServiceAccount") with { Namespace = "Slipway.Access" }]));

    [Fact]
    public void Namespaces_equal_folders() =>
        Violations.None(NameRules.NamespacesEqualFolders(Checkout.Sources));

    [Fact]
    public void Namespaces_that_differ_from_their_folder_are_found() =>
        Assert.Equal(
            [
                "src/Webhooks/Sending/A.cs declares Slipway.Webhooks; its folder says Slipway.Webhooks.Sending.",
                "src/Webhooks/B.cs has no file-scoped namespace.",
                "test/Slipway.Tests/Webhooks/C.cs declares Slipway.Webhooks; its folder says Slipway.Tests.Webhooks.",
            ],
            NameRules.NamespacesEqualFolders(
            [
                new SourceFile("src/Webhooks/Sending/A.cs", "namespace Slipway.Webhooks;\n"),
                new SourceFile("src/Webhooks/B.cs", "namespace Slipway.Webhooks\n{\n}\n"),
                new SourceFile("test/Slipway.Tests/Webhooks/C.cs", "using System;\n\nnamespace Slipway.Webhooks;\n"),
                new SourceFile("src/Storage.Sqlite/D.cs", "namespace Slipway.Storage.Sqlite;\n"),
                new SourceFile("src/Server/Program.cs", "return 0;\n"),
            ]));
}

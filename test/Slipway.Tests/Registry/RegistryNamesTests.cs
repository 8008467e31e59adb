using Slipway.Api;
using Slipway.Registry;

namespace Slipway.Tests.Registry;

public sealed class RegistryNamesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Iris")]
    [InlineData("iris model (v2) 100%")]
    [InlineData("модель-7")]
    [InlineData("😀")]
    [InlineData("...")]
    [InlineData("${PROD_TOKEN}")]
    public void A_name_may_be_what_W_and_B_allows(string name) => Assert.Null(RegistryNames.CheckCollection(name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a:b")]
    [InlineData(" a")]
    [InlineData("a ")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a\u2028b")]
    [InlineData("half \ud800")]
    public void A_name_that_breaks_a_rule_is_refused_by_its_field(string? name)
    {
        var refusal = RegistryNames.CheckCollection(name);
        Assert.Equal(ErrorCodes.NameInvalid, refusal?.Code);
        Assert.True(refusal!.Errors!.ContainsKey("name"));
        Assert.DoesNotContain(refusal.Detail, static c => char.IsControl(c) || char.IsSurrogate(c));
    }

    [Fact]
    public void A_name_has_at_most_128_characters()
    {
        Assert.Null(RegistryNames.CheckCollection(new string('a', 128)));
        Assert.Equal(ErrorCodes.NameInvalid, RegistryNames.CheckCollection(new string('a', 129))?.Code);
    }

    [Theory]
    [InlineData("latest")]
    [InlineData("v0")]
    [InlineData("v12")]
    [InlineData("v007")]
    [InlineData("v99999999999999999999")]
    public void M2_The_automatic_aliases_cannot_be_set_by_hand(string alias) =>
        Assert.Equal(ErrorCodes.AliasReserved, RegistryNames.CheckAlias(alias)?.Code);

    [Theory]
    [InlineData("v")]
    [InlineData("V1")]
    [InlineData("v1.2")]
    [InlineData("Latest")]
    [InlineData("version1")]
    [InlineData("prod eu")]
    public void M2_An_alias_that_only_looks_automatic_is_fine(string alias) => Assert.Null(RegistryNames.CheckAlias(alias));

    [Theory]
    [InlineData("job")]
    [InlineData("wandb-history")]
    [InlineData("a/b")]
    [InlineData("a:b")]
    [InlineData("")]
    public void A_reserved_or_broken_type_is_refused(string type) =>
        Assert.Equal(ErrorCodes.TypeInvalid, RegistryNames.CheckType(type)?.Code);

    [Theory]
    [InlineData("model")]
    [InlineData("jobs")]
    [InlineData("wandb")]
    public void A_type_of_ones_own_is_fine(string type) => Assert.Null(RegistryNames.CheckType(type));

    [Theory]
    [InlineData("approved", true)]
    [InlineData("two words", true)]
    [InlineData("größe_2-a", true)]
    [InlineData(" approved", false)]
    [InlineData("approved\n", false)]
    [InlineData("a.b", false)]
    [InlineData("", false)]
    public void A_tag_has_letters_digits_underscores_hyphens_and_spaces_inside(string tag, bool fine) =>
        Assert.Equal(fine ? null : ErrorCodes.TagInvalid, RegistryNames.CheckTag(tag)?.Code);

    [Fact]
    public void Aliases_keep_their_order_and_lose_their_doubles() =>
        Assert.Equal(["b", "a"], RegistryNames.CheckAliases(["b", "a", "b"]).Value);

    [Fact]
    public async Task A_list_ends_with_the_first_name_too_many_and_repeats_cost_nothing()
    {
        string[] many = [.. Enumerable.Range(0, 600_000).Select(number => $"a{number}")];

        var (aliases, tags) = await Task.Run(() => (RegistryNames.CheckAliases(many), RegistryNames.CheckTags(many)), Ct).WaitAsync(TimeSpan.FromSeconds(10), Ct);

        Assert.Equal((ErrorCodes.AliasInvalid, ErrorCodes.TagInvalid), (aliases.Refusal?.Code, tags.Refusal?.Code));
        Assert.Equal(["a", "b"], RegistryNames.CheckTags(["b", .. Enumerable.Repeat("a", 600_000)]).Value);
        Assert.Equal(RegistryNames.MaxAliasesAtOnce, RegistryNames.CheckAliases([.. many.Take(100), .. many.Take(100)]).Value.Count);
    }

    [Fact]
    public void One_reserved_alias_refuses_them_all() =>
        Assert.Equal(ErrorCodes.AliasReserved, RegistryNames.CheckAliases(["a", "latest"]).Refusal?.Code);

    [Fact]
    public void A_card_holds_a_quarter_of_a_million_characters_and_no_zero()
    {
        Assert.Null(RegistryNames.CheckText(new string('x', RegistryNames.MaxCardLength), RegistryNames.MaxCardLength, "card"));
        Assert.Equal(ErrorCodes.Invalid, RegistryNames.CheckText("a\0b", RegistryNames.MaxCardLength, "card")?.Code);
        Assert.Equal(ErrorCodes.Invalid,
            RegistryNames.CheckText(new string('x', RegistryNames.MaxCardLength + 1), RegistryNames.MaxCardLength, "card")?.Code);
    }
}

using Slipway.Api;
using Slipway.Rest;
using Xunit;

namespace Slipway.Tests.Rest;

public sealed class OutcomeTests
{
    private static readonly Refusal No = Refusal.OfField(ErrorCodes.Invalid, "name", "No.");

    [Fact]
    public void An_outcome_is_a_value_or_a_refusal()
    {
        Outcome<int> value = 5;
        Outcome<int> refused = No;
        Assert.False(value.IsRefused(out _));
        Assert.Equal(5, value.Value);
        Assert.True(refused.IsRefused(out var refusal));
        Assert.Same(No, refusal);
    }

    [Fact]
    public void Mapping_changes_the_value_and_keeps_the_refusal()
    {
        Outcome<int> value = 5;
        Outcome<int> refused = No;
        Assert.Equal("5", value.Map(number => $"{number}").Value);
        Assert.Same(No, refused.Map(number => $"{number}").Refusal);
    }

    [Fact]
    public void Taking_the_value_of_a_refusal_is_a_bug_that_names_it()
    {
        Outcome<int> refused = No;
        Assert.Contains("invalid: No.", Assert.Throws<InvalidOperationException>(() => refused.Value).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_of_a_field_blames_it() => Assert.Equal(["No."], No.Errors!["name"]);
}

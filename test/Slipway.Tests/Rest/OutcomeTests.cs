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
    public void Taking_the_value_of_a_refusal_lets_it_go_on_and_names_it()
    {
        Outcome<int> refused = No;
        var thrown = Assert.Throws<RefusedException>(() => refused.Value);
        Assert.Same(No, thrown.Refusal);
        Assert.Contains("invalid: No.", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_refused_on_the_way_is_the_outcome_and_nothing_else_that_is_thrown()
    {
        Assert.Equal(5, (await Outcome.OfAsync(() => Task.FromResult(5))).Value);
        Assert.Same(No, (await Outcome.OfAsync<int>(() => throw new RefusedException(No))).Refusal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Outcome.OfAsync<int>(() => throw new InvalidOperationException()));
    }

    [Fact]
    public void A_check_that_finds_nothing_lets_go_on_and_one_that_finds_something_does_not()
    {
        Refuse.If(null);
        Assert.Same(No, Assert.Throws<RefusedException>(() => Refuse.If(No)).Refusal);
    }

    [Fact]
    public async Task A_refusal_can_be_said_in_other_words()
    {
        var other = new Refusal(ErrorCodes.JobMissing, "The job is gone.");
        Assert.Equal(5, await Refuse.InOtherWordsAsync(() => Task.FromResult(5), _ => other));
        var thrown = await Assert.ThrowsAsync<RefusedException>(() => Refuse.InOtherWordsAsync<int>(() => throw new RefusedException(No), _ => other));
        Assert.Same(other, thrown.Refusal);
    }

    [Fact]
    public void A_refusal_of_a_field_blames_it() => Assert.Equal(["No."], No.Errors!["name"]);
}

using CsCheck;
using Slipway.Automations.Definitions;
using Xunit;

namespace Slipway.Tests.Automations.Definitions;

public sealed class MatchPatternTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("(", "no regular expression")]
    [InlineData("[a", "no regular expression")]
    [InlineData("a**", "no regular expression")]
    [InlineData("(?=prod)", "linear time")]
    [InlineData("(?!prod)", "linear time")]
    [InlineData("(?<=a)b", "linear time")]
    [InlineData(@"(a)\1", "linear time")]
    [InlineData("(?>a+)b", "linear time")]
    public void What_cannot_be_run_in_linear_time_is_refused_with_a_reason(string pattern, string reason)
    {
        Assert.Null(MatchPattern.TryParse(pattern, out var problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_has_an_end()
    {
        Assert.NotNull(MatchPattern.TryParse(new string('a', MatchPattern.MaxLength), out _));
        Assert.Null(MatchPattern.TryParse(new string('a', MatchPattern.MaxLength + 1), out var problem));
        Assert.Contains("512", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("^((((a{0,30}){0,30}){0,30}){0,30})$")]
    [InlineData("^(a?){500}a{500}$")]
    [InlineData("(?<name>[a-z{1}]{20}){40}")]
    [InlineData(@"\p{Lu}{601}")]
    [InlineData("a{2000000000}")]
    [InlineData("((((a{2000000000}){2000000000}){2000000000}))")]
    [InlineData("((((((a{9}){9}){9}){9}){9}){9})")]
    [InlineData("^((((a(?#){30})(?#){30})(?#){30})(?#){30})$")]
    [InlineData("(?x)^((((a {30}) {30}) {30}) {30})$")]
    [InlineData("(?'n'((((a{30}){30}){30}){30}))")]
    [InlineData(@"\c[((((a{30}){30}){30}){30})")]
    [InlineData(@"[\c][](((a{30}){30}){30}){30}")]
    public void F_16_A_pattern_that_is_too_large_is_refused_with_these_words_however_it_is_written(string pattern)
    {
        Assert.Null(MatchPattern.TryParse(pattern, out var problem));
        Assert.StartsWith("The pattern is too large", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(@"^v\d{1,3}\.\d{1,3}\.\d{1,3}(-[a-z0-9]{1,64})?$")]
    [InlineData(@"^(?:prod|staging)[-_]\p{L}{1,100}$")]
    [InlineData("[]a-z]{1,255}")]
    [InlineData("{a}{}")]
    public void F_16_What_people_write_is_not_too_large(string pattern)
    {
        Assert.NotNull(MatchPattern.TryParse(pattern, out _));
    }

    // Patterns on which a backtracking engine takes for ever, and repeats that unfold to more states than memory holds.
    [Theory]
    [InlineData("^(a+)+$")]
    [InlineData("^(a|a)*$")]
    [InlineData("^(a|aa)+$")]
    [InlineData("(.*a){25}$")]
    [InlineData("([a-z]+)*[0-9]$")]
    [InlineData("(x+x+)+y")]
    [InlineData("(((a{1,99}){1,99}){1,99}){1,99}!")]
    [InlineData("((((a{1000}){1000}){1000}){1000})!")]
    [InlineData("(((((((((a?){9}){9}){9}){9}){9}){9}){9}){9}){9}!")]
    [InlineData("(.{0,1000}){0,1000}!")]
    [InlineData(".*a.{500}!")]
    public async Task A_hostile_pattern_is_refused_or_answers_soon(string pattern)
    {
        var hostile = new string('a', 128);
        // On a thread of its own: one that stalls must fail the test instead of stopping it.
        var answer = Task.Factory.StartNew(
            () => MatchPattern.TryParse(pattern, out _)?.IsMatch(hostile + "b"), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await answer.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_text_of_a_million_characters_takes_linear_time()
    {
        var pattern = MatchPattern.TryParse("^(a+)+$", out _)!;
        Assert.False(pattern.IsMatch(new string('a', 1_000_000) + "b"));
        Assert.True(pattern.IsMatch(new string('a', 1_000_000)));
    }

    [Fact]
    public void Any_text_at_all_is_a_pattern_or_is_refused() =>
        Gen.String[Gen.Char["ab()[]{}|*+?.^$\\0129,-:=!<>#' \n\u00e9\ud83d"], 0, 24].Sample(text =>
            (MatchPattern.TryParse(text, out var problem) is null) == (problem is not null), iter: 2_000, threads: 1);
}

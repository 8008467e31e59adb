using Slipway.Launch.Agents;

namespace Slipway.Tests.Launch;

public sealed class AgentTextTests
{
    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "abc")]
    [InlineData("ab\ud83d\ude80", 3, "ab")]
    [InlineData("a\ud83d\ude80", 3, "a\ud83d\ude80")]
    [InlineData("\ud83d\ude80", 1, "")]
    [InlineData("\0\0abcd", 3, "abc")]
    [InlineData("", 3, "")]
    [InlineData(null, 3, null)]
    public void What_an_agent_says_is_cut_between_characters_and_keeps_whole_ones(string? text, int most, string? kept) =>
        Assert.Equal(kept, AgentText.Storable(text, most));

    [Fact]
    public void Halves_of_characters_are_left_out()
    {
        Assert.Equal("a", AgentText.Storable("a\ud83d", 9));
        Assert.Equal("ab", AgentText.Storable("\ude80a\0b", 9));
    }
}

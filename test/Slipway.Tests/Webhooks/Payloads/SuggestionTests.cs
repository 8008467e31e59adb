using Slipway.Webhooks.Payloads;

namespace Slipway.Tests.Webhooks.Payloads;

public sealed class SuggestionTests
{
    [Theory]
    [InlineData("event_typ", "EVENT_TYPE", "event_type", "event_type")]
    [InlineData("EVENT_TYP", "event_type", "EVENT_TYPE", "EVENT_TYPE")]
    [InlineData("GH_PTA", "gh_pat", "GH_PAT", "GH_PAT")]
    [InlineData("Event-Type", "event_type", "EVENT_TYPE", "event_type")]
    public void Of_two_equally_near_names_the_one_of_the_same_case_is_meant(string written, string first, string second, string meant) =>
        Assert.Equal(meant, Suggestion.For(written, [first, second]));
}

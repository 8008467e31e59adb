using Slipway.Webhooks.Testing;
using Xunit;

namespace Slipway.Tests.Webhooks.Testing;

public sealed class GithubDispatchTests
{
    [Theory]
    [InlineData("https://api.github.com/repos/o/r/dispatches", true)]
    [InlineData("https://github.example.com/api/v3/repos/o/r/dispatches?x=1", true)]
    [InlineData("https://api.github.com/repos/o/r/actions/workflows/deploy.yml/dispatches", false)]
    [InlineData("https://api.github.com/repos/o/dispatches", false)]
    [InlineData("https://api.github.com/repos/o/r/dispatches/", false)]
    [InlineData("nowhere", false)]
    public void F_40_an_address_is_known_by_its_path(string url, bool known) => Assert.Equal(known, GithubDispatch.IsAt(url));

    [Theory]
    [InlineData("""{"event_type":"deploy"}""")]
    [InlineData("""{"event_type":"${event_type}","client_payload":{"version":"${artifact_version}","alias":"${alias}"}}""")]
    [InlineData("""{"event_type":"$WORD","client_payload":{"1":1,"2":2,"3":3,"4":4,"5":5,"6":6,"7":7,"8":8,"9":9,"10":{"11":1,"12":2}}}""")]
    public void F_40_what_github_takes_needs_no_warning(string template) => Assert.Null(GithubDispatch.WarningOfTemplate(template));

    [Theory]
    [InlineData("""{"event_type":"deploy","client_payload":{"1":1,"2":2,"3":3,"4":4,"5":5,"6":6,"7":7,"8":8,"9":9,"10":10,"11":11}}""", "client_payload has 11 fields at its top; it takes 10")]
    [InlineData("""{"event_type":"deploy","client_payload":"{\"a\":1}"}""", "client_payload is a JSON object, and here it is a text")]
    [InlineData("""{"event_type":"deploy","ref":"main"}""", "no field such as 'ref'")]
    [InlineData("""{"client_payload":{}}""", "event_type is missing")]
    [InlineData(null, "event_type is missing")]
    public void F_40_what_github_refuses_is_told(string? template, string told)
    {
        var warning = GithubDispatch.WarningOfTemplate(template);
        Assert.StartsWith("GitHub would refuse this payload: ", warning, StringComparison.Ordinal);
        Assert.Contains(told, warning, StringComparison.Ordinal);
    }

    [Fact]
    public void F_40_so_are_sizes()
    {
        Assert.Contains("event_type has 101 characters; it takes 100", GithubDispatch.WarningOfTemplate($$"""{"event_type":"{{new string('a', 101)}}"}"""), StringComparison.Ordinal);
        Assert.Contains("it takes less than 65,536", GithubDispatch.WarningOfTemplate($$$"""{"event_type":"deploy","client_payload":{"a":"{{{new string('a', 70_000)}}}"}}"""), StringComparison.Ordinal);
    }
}

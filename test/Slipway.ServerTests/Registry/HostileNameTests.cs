using System.Net;
using Xunit;

namespace Slipway.ServerTests.Registry;

/// <summary>A web server leaves <c>%2F</c> in a path as it came, so a name must not hold it either.</summary>
public sealed class HostileNameTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a%2Fb")]
    [InlineData("a%2fb")]
    [InlineData("a%252Fb")]
    public async Task A_name_with_a_slash_percent_encoded_in_a_path_is_refused(string encoded)
    {
        await using var scene = await RegistryScene.StartAsync(Ct);
        var source = await scene.PublishAsync("classifier", Ct);
        await scene.SendAsync("POST", "registry/models", new { name = "Iris" }, Ct);
        await scene.SendAsync("POST", "registry/models/Iris/versions", new { source }, Ct);

        var artifact = await scene.SendAsync("POST", $"projects/iris/artifacts/{encoded}/versions", new { type = "model", files = Array.Empty<object>() }, Ct);
        var alias = await scene.SendAsync("PUT", $"registry/models/Iris/aliases/{encoded}", new { version = "v0" }, Ct);
        var guarded = await scene.SendAsync("PUT", $"registry/protected-aliases/{encoded}", null, Ct);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "name_invalid"), (artifact.Status, (string?)artifact.Body!["code"]));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "alias_invalid"), (alias.Status, (string?)alias.Body!["code"]));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "alias_invalid"), (guarded.Status, (string?)guarded.Body!["code"]));
    }

    [Fact]
    public async Task A_name_with_an_encoded_slash_in_a_body_is_refused()
    {
        await using var scene = await RegistryScene.StartAsync(Ct);

        var model = await scene.SendAsync("POST", "registry/models", new { name = "a%2Fb" }, Ct);
        var automation = await scene.SendAsync(
            "POST", "automations",
            new { name = "a%2Fb", @event = new { type = "LINK_ARTIFACT" }, action = new { type = "webhook", webhook = "ci" } }, Ct);

        Assert.Equal("name_invalid", (string?)model.Body!["code"]);
        Assert.Equal("name_invalid", (string?)automation.Body!["code"]);
    }

    [Fact]
    public async Task Taking_off_an_alias_that_stands_nowhere_says_that_it_is_an_alias()
    {
        await using var scene = await RegistryScene.StartAsync(Ct);
        var source = await scene.PublishAsync("classifier", Ct);
        await scene.SendAsync("POST", "registry/models", new { name = "Iris" }, Ct);
        await scene.SendAsync("POST", "registry/models/Iris/versions", new { source, aliases = new[] { "prod" } }, Ct);

        var absent = await scene.SendAsync("DELETE", "registry/models/Iris/aliases/staging", null, Ct);

        Assert.Equal(HttpStatusCode.NotFound, absent.Status);
        Assert.Equal("'Iris' has no alias 'staging'. Its latest is v0; the aliases prod are set.", (string?)absent.Body!["detail"]);
    }
}

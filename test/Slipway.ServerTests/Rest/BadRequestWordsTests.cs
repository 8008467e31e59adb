using Slipway.ServerTests.Registry;
using Xunit;

namespace Slipway.ServerTests.Rest;

/// <summary>What is wrong with a body is said without the words of the JSON reader.</summary>
public sealed class BadRequestWordsTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_malformed_body_is_described_in_the_words_of_its_writer()
    {
        await using var scene = await RegistryScene.StartAsync(Ct);
        const string versions = "projects/iris/artifacts/classifier/versions";
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 80)) + "1" + new string('}', 80);

        Assert.Equal(
            "a stands twice in metadata (line 1, column 52).",
            await DetailAsync(versions, """{"type":"model","files":[],"metadata":{"a":1,"a":2}}"""));
        Assert.Equal(
            "type stands twice in the body (line 1, column 24).",
            await DetailAsync(versions, """{"type":"model","type":"model","files":[]}"""));
        Assert.EndsWith(": no comma may stand before a closing bracket.", await DetailAsync("registry/models", """{"name":"Iris",}"""));
        Assert.EndsWith(": it ends before all brackets are closed.", await DetailAsync("registry/models", """{"name":"Iris" """));
        Assert.EndsWith(
            ": objects and lists are nested too deeply; 64 levels are the most.",
            await DetailAsync(versions, "{\"type\":\"model\",\"files\":[],\"metadata\":" + deep + "}"));

        async Task<string?> DetailAsync(string path, string body) => (string?)(await scene.SendAsync("POST", path, body, Ct)).Body!["detail"];
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Api.Access;
using Slipway.Registry.Links;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Registry;

/// <summary>Links from the registry of one team to the versions of another.</summary>
public sealed class ForeignLinkTests
{
    private const string Version = "projects/iris/artifacts/clf/versions/v0";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task S_M9_Who_only_reads_in_a_team_hands_nothing_of_it_on(TestEngine engine)
    {
        await using var scene = await RegistryScene.StartAsync(Ct, engine);
        var source = await scene.PublishAsync("clf", Ct);
        var id = (await scene.Admin.Artifacts.ResolveAsync(source, Ct)).Ref;
        var viewer = await TeamOfOwnAsync(scene, "vera", "viewer");

        foreach (var named in (string[])[source, id, "acme/iris/clf:latest"])
        {
            var (status, problem) = await SendAsync(scene, viewer, "POST", "teams/mine/registry/models/M/versions", $$"""{"source":"{{named}}"}""");
            Assert.Equal((named, 403, "forbidden"), (named, status, (string?)problem!["code"]));
        }
        Assert.Equal(HttpStatusCode.NoContent, (await scene.SendAsync("DELETE", Version, null, Ct)).Status);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task S_M9_A_link_into_another_team_opens_as_long_as_its_maker_may_link_there(TestEngine engine)
    {
        await using var scene = await RegistryScene.StartAsync(Ct, engine);
        var source = await scene.PublishAsync("clf", Ct);
        var id = (await scene.Admin.Artifacts.ResolveAsync(source, Ct)).Ref;
        var maker = await TeamOfOwnAsync(scene, "mia", "member");
        Assert.Equal(201, (await SendAsync(scene, maker, "POST", "teams/mine/registry/models/M/versions", $$"""{"source":"{{source}}","aliases":["prod"]}""")).Status);
        // A colleague in the linking team alone.
        await scene.Admin.Access.CreateUserAsync(new CreateUserRequest { Name = "colin" }, Ct);
        var colleague = (await scene.Admin.Access.CreateApiKeyAsync("colin", new CreateApiKeyRequest(), Ct)).Key;
        await scene.Admin.Access.PutMemberAsync("mine", "colin", "member", Ct);
        string[] ways =
        [
            "artifacts/resolve?ref=mine/model-registry/M:prod", "artifacts/resolve?ref=mine/model-registry/M:v0", $"artifacts/resolve?ref={Uri.EscapeDataString(id)}",
            "teams/mine/projects/model-registry/artifacts/M/versions/v0/files", "teams/mine/projects/model-registry/artifacts/M/versions/prod/files/model.bin",
        ];
        await AssertOpenAsync(scene, [maker, colleague], ways, 200);

        await scene.Admin.Access.PutMemberAsync("acme", "mia", "viewer", Ct);
        await AssertOpenAsync(scene, [colleague], ways, 404);
        Assert.Equal(200, (await SendAsync(scene, maker, "GET", ways[0])).Status);

        Assert.Equal(HttpStatusCode.NoContent, (await scene.SendAsync("DELETE", "members/mia", null, Ct)).Status);
        await AssertOpenAsync(scene, [maker, colleague], ways, 404);
        // That it is linked the registry still tells; nor is it linked on from there.
        Assert.Equal(200, (await SendAsync(scene, colleague, "GET", "teams/mine/registry/models/M/versions")).Status);
        await SendAsync(scene, maker, "POST", "teams/mine/registry/models", """{"name":"N"}""");
        Assert.Equal(422, (await SendAsync(scene, maker, "POST", "teams/mine/registry/models/N/versions", """{"source":"mine/model-registry/M:v0"}""")).Status);

        // Somebody who may do it in both teams takes the link over.
        await scene.Admin.Access.PutMemberAsync("acme", "colin", "member", Ct);
        Assert.Equal(200, (await SendAsync(scene, colleague, "POST", "teams/mine/registry/models/M/versions", $$"""{"source":"{{source}}"}""")).Status);
        await AssertOpenAsync(scene, [maker, colleague], ways, 200);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task A_link_from_before_its_maker_was_noted_counts_as_long_as_they_may_link_there(TestEngine engine)
    {
        await using var scene = await RegistryScene.StartAsync(Ct, engine);
        var source = await scene.PublishAsync("clf", Ct);
        var lost = await scene.PublishAsync("lost", Ct);
        var maker = await TeamOfOwnAsync(scene, "mia", "member");
        await SendAsync(scene, maker, "POST", "teams/mine/registry/models", """{"name":"L"}""");
        foreach (var (model, version) in new[] { ("M", source), ("L", lost) })
        {
            Assert.Equal(201, (await SendAsync(scene, maker, "POST", $"teams/mine/registry/models/{model}/versions", $$"""{"source":"{{version}}"}""")).Status);
        }
        await scene.Server.Database.WriteAsync(async tx =>
        {
            await tx.ExecuteAsync("update memberships set linked_by = null");
            await tx.ExecuteAsync("update memberships set created_by = 'gone' where collection_id in (select id from collections where name = 'L')");
        }, Ct);
        await scene.Admin.Access.PutMemberAsync("acme", "mia", "viewer", Ct);
        await scene.Admin.Access.CreateUserAsync(new CreateUserRequest { Name = "colin" }, Ct);
        var colleague = (await scene.Admin.Access.CreateApiKeyAsync("colin", new CreateApiKeyRequest(), Ct)).Key;
        await scene.Admin.Access.PutMemberAsync("mine", "colin", "member", Ct);

        Assert.Equal(2, await scene.Server.Services.GetRequiredService<FormerLinks>().RunOnceAsync(Ct));
        Assert.Equal(0, await scene.Server.Services.GetRequiredService<FormerLinks>().RunOnceAsync(Ct));

        await AssertOpenAsync(scene, [colleague], ["artifacts/resolve?ref=mine/model-registry/M:v0", "artifacts/resolve?ref=mine/model-registry/L:v0"], 404);
        await scene.Admin.Access.PutMemberAsync("acme", "mia", "member", Ct);
        await AssertOpenAsync(scene, [colleague], ["artifacts/resolve?ref=mine/model-registry/M:v0"], 200);

        // Whoever links it again is noted, also where nobody was.
        await scene.Server.Database.WriteAsync(tx => tx.ExecuteAsync("update memberships set linked_by = null"), Ct);
        Assert.Equal(200, (await SendAsync(scene, maker, "POST", "teams/mine/registry/models/L/versions", $$"""{"source":"{{lost}}"}""")).Status);
        await AssertOpenAsync(scene, [colleague], ["artifacts/resolve?ref=mine/model-registry/L:v0"], 200);
        await scene.Admin.Access.PutMemberAsync("acme", "mia", "viewer", Ct);
        await AssertOpenAsync(scene, [colleague], ["artifacts/resolve?ref=mine/model-registry/L:v0"], 404);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task S_M9_The_owners_of_a_version_break_every_link_by_force_and_the_registry_is_told(TestEngine engine)
    {
        await using var scene = await RegistryScene.StartAsync(Ct, engine);
        var source = await scene.PublishAsync("clf", Ct);
        var maker = await TeamOfOwnAsync(scene, "mia", "member");
        var owner = await scene.AddUserAsync("otto", "member", Ct);
        Assert.Equal(201, (await SendAsync(scene, maker, "POST", "teams/mine/registry/models/M/versions", $$"""{"source":"{{source}}","aliases":["prod"]}""")).Status);
        Assert.Equal(204, (await SendAsync(scene, maker, "PUT", "teams/mine/registry/protected-aliases/prod", "{}")).Status / 100 * 100 + 4);

        var refused = await scene.SendAsync("DELETE", Version, null, Ct, owner);
        Assert.Equal((HttpStatusCode.Conflict, "version_in_use"), (refused.Status, (string?)refused.Body!["code"]));
        Assert.DoesNotContain("mine", refused.Body.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await scene.SendAsync("DELETE", Version + "?force=true", null, Ct, owner)).Status);

        var events = (await SendAsync(scene, maker, "GET", "teams/mine/events?registeredModel=M")).Body!["items"]!.AsArray();
        Assert.Equal(["UNLINK_ARTIFACT otto", "REMOVE_ARTIFACT_ALIAS otto"], events.Take(2).Select(happened => $"{happened!["type"]} {happened["actor"]}"));
    }

    private static async Task AssertOpenAsync(RegistryScene scene, string[] keys, string[] ways, int status)
    {
        foreach (var key in keys)
        {
            foreach (var way in ways)
            {
                Assert.Equal((way, status), (way, (await SendAsync(scene, key, "GET", way)).Status));
            }
        }
    }

    // The key of a user with that role in acme, who has a team of their own with a registered model.
    private static async Task<string> TeamOfOwnAsync(RegistryScene scene, string name, string role)
    {
        var key = await scene.AddUserAsync(name, role, Ct);
        await SendAsync(scene, key, "POST", "teams", """{"name":"mine"}""");
        Assert.Equal(201, (await SendAsync(scene, key, "POST", "teams/mine/registry/models", """{"name":"M"}""")).Status);
        return key;
    }

    private static async Task<(int Status, JsonNode? Body)> SendAsync(RegistryScene scene, string key, string method, string path, string? body = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{scene.Server.Url}/api/v1/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }
        using var answer = await http.SendAsync(request, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        return ((int)answer.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text) : null);
    }
}

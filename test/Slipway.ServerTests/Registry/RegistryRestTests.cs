using System.Net;
using Slipway.Api.Registry;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Registry;

public sealed class RegistryRestTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M1_M2_Link_alias_move_and_unlink_are_told_as_events_in_their_order(TestEngine engine)
    {
        await using var scene = await RegistryScene.StartAsync(Ct, engine);
        var registry = scene.Admin.Registry;
        var first = await scene.PublishAsync("classifier", Ct);
        var second = await scene.PublishAsync("classifier", Ct);
        await registry.CreateModelAsync("acme", new CreateRegisteredModelRequest { Name = "Iris" }, Ct);

        var linked = await registry.LinkAsync("acme", "Iris", new LinkVersionRequest { Source = first, Aliases = ["staging", "prod"] }, Ct);
        await registry.LinkAsync("acme", "Iris", new LinkVersionRequest { Source = second }, Ct);
        var moved = await registry.MoveAliasAsync("acme", "Iris", "prod", "v1", Ct);
        var again = await registry.MoveAliasAsync("acme", "Iris", "prod", "v1", Ct);
        await registry.UnlinkAsync("acme", "Iris", "v0", Ct);

        Assert.Equal(("v0", first, "acme"), (linked.Version, linked.Source, linked.Team));
        Assert.StartsWith("wandb-artifact://_id/", linked.Ref, StringComparison.Ordinal);
        Assert.Equal(["latest", "prod", "staging"], linked.Aliases);
        Assert.Equal(("prod", "v1", "v0"), (moved.Alias, moved.Version, moved.Previous));
        Assert.Null(again.Previous);
        var events = await scene.EventsAsync("Iris", Ct);
        Assert.Equal(
            [
                "CREATE_COLLECTION    ",
                "LINK_ARTIFACT v0   v0",
                "ADD_ARTIFACT_ALIAS v0 staging  v0",
                "ADD_ARTIFACT_ALIAS v0 prod  v0",
                "LINK_ARTIFACT v1   v1",
                "ADD_ARTIFACT_ALIAS v1 prod v0 v1",
                "REMOVE_ARTIFACT_ALIAS v0 staging v0 ",
                "UNLINK_ARTIFACT v0  v0 ",
            ],
            events.Select(e => $"{e.Type} {e.Version} {e.Alias} {e.Before} {e.After}"));
        Assert.All(events, e => Assert.Equal(("admin", "acme", "model-registry", "Iris"), (e.Actor, e.Team, e.Project, e.RegisteredModel)));
        Assert.Equal(events.Select(e => e.Number).Order(), events.Select(e => e.Number));
    }

    [Fact]
    public async Task M18_Registered_models_are_created_listed_searched_changed_and_deleted()
    {
        await using var scene = await RegistryScene.StartAsync(Ct);
        var created = await scene.SendAsync("POST", "registry/models", new { name = "Iris", description = "Flowers", tags = new[] { "plants" } }, Ct);
        await scene.SendAsync("POST", "registry/models", new { name = "Wheat" }, Ct);

        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Equal(("Iris", "model", "model-registry", 0), (
            (string?)created.Body!["name"], (string?)created.Body["type"], (string?)created.Body["registry"], (int)created.Body["versionCount"]!));

        var changed = await scene.SendAsync("PATCH", "registry/models/Iris", new { card = "# Summary", tags = new[] { "plants", "small" } }, Ct);
        Assert.Equal(("Flowers", "# Summary"), ((string?)changed.Body!["description"], (string?)changed.Body["card"]));

        await scene.SendAsync("POST", "registry/models/Iris/versions", new { source = await scene.PublishAsync("classifier", Ct), aliases = new[] { "prod" } }, Ct);
        foreach (var query in (string[])["search=FLOW", "tag=small", "alias=prod", "search=iris&tag=plants&alias=latest"])
        {
            var (_, body) = await scene.SendAsync("GET", $"registry/models?{query}", null, Ct);
            Assert.Equal("Iris", (string?)Assert.Single(body!["items"]!.AsArray())!["name"]);
        }
        var page = await scene.SendAsync("GET", "registry/models?limit=1", null, Ct);
        Assert.Equal("Wheat", (string?)page.Body!["items"]![0]!["name"]);
        var next = await scene.SendAsync("GET", $"registry/models?limit=1&cursor={page.Body["nextCursor"]}", null, Ct);
        Assert.Equal("Iris", (string?)next.Body!["items"]![0]!["name"]);
        Assert.Null(next.Body["nextCursor"]);

        Assert.Equal(HttpStatusCode.NoContent, (await scene.SendAsync("DELETE", "registry/models/Iris", null, Ct)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await scene.SendAsync("DELETE", "registry/models/Iris", null, Ct)).Status);
    }

    [Fact]
    public async Task M18_Versions_tags_lineage_and_history_are_read_back()
    {
        await using var scene = await RegistryScene.StartAsync(Ct);
        var source = await scene.PublishAsync("classifier", Ct);
        await scene.SendAsync("POST", "registry/models", new { name = "Iris" }, Ct);
        var linked = await scene.SendAsync("POST", "registry/models/Iris/versions", new { source }, Ct);
        var again = await scene.SendAsync("POST", "registry/models/Iris/versions", new { source }, Ct);
        var tagged = await scene.SendAsync("PUT", "registry/models/Iris/versions/latest/tags/approved%20twice", null, Ct);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.OK), (linked.Status, again.Status, tagged.Status));
        Assert.Equal((string?)linked.Body!["id"], (string?)again.Body!["id"]);
        Assert.Equal(("v0", "approved twice"), ((string?)tagged.Body!["version"], (string?)tagged.Body["tag"]));

        var version = await scene.SendAsync("GET", "registry/models/Iris/versions/v0", null, Ct);
        Assert.Equal(("model", 1, "admin"), ((string?)version.Body!["type"], (int)version.Body["fileCount"]!, (string?)version.Body["linkedBy"]));
        Assert.Equal("approved twice", (string?)version.Body["tags"]![0]);
        var list = await scene.SendAsync("GET", "registry/models/Iris/versions", null, Ct);
        Assert.Single(list.Body!["items"]!.AsArray());
        var lineage = await scene.SendAsync("GET", "registry/models/Iris/versions/v0/lineage", null, Ct);
        Assert.Equal([source, "acme/model-registry/Iris:v0"], lineage.Body!["nodes"]!.AsArray().Select(node => (string)node!["name"]!));
        var history = await scene.SendAsync("GET", "registry/models/Iris/history", null, Ct);
        Assert.Equal(["ADD_ARTIFACT_TAG", "LINK_ARTIFACT", "CREATE_COLLECTION"], history.Body!["items"]!.AsArray().Select(e => (string)e!["type"]!));
        Assert.Equal(HttpStatusCode.NoContent, (await scene.SendAsync("DELETE", "registry/models/Iris/versions/v0/tags/approved%20twice", null, Ct)).Status);
    }

    [Fact]
    public async Task M18_Names_of_any_script_and_sign_travel_in_paths()
    {
        await using var scene = await RegistryScene.StartAsync(Ct);
        var source = await scene.PublishAsync("classifier", Ct);
        const string name = "модель 100% [v2] ${PROD_TOKEN} #1?";
        const string alias = "größe & \"quoted\" 50%";
        await scene.SendAsync("POST", "registry/models", new { name }, Ct);
        var path = $"registry/models/{Uri.EscapeDataString(name)}";

        Assert.Equal(HttpStatusCode.Created, (await scene.SendAsync("POST", $"{path}/versions", new { source }, Ct)).Status);
        var put = await scene.SendAsync("PUT", $"{path}/aliases/{Uri.EscapeDataString(alias)}", new { version = "v0" }, Ct);
        Assert.Equal(alias, (string?)put.Body!["alias"]);
        var version = await scene.SendAsync("GET", $"{path}/versions/{Uri.EscapeDataString(alias)}", null, Ct);
        Assert.Equal((name, "v0"), ((string?)version.Body!["registeredModel"], (string?)version.Body["version"]));
        Assert.Equal(HttpStatusCode.NoContent, (await scene.SendAsync("DELETE", $"{path}/aliases/{Uri.EscapeDataString(alias)}", null, Ct)).Status);
    }

    [Theory]
    [InlineData("POST", "registry/models", """{"name":"a/b"}""", 422, "name_invalid")]
    [InlineData("POST", "registry/models", """{"name":".."}""", 422, "name_invalid")]
    [InlineData("POST", "registry/models", """{"name":"Iris"}""", 409, "name_taken")]
    [InlineData("POST", "registry/models", """{"name":"x","type":"wandb-x"}""", 422, "type_invalid")]
    [InlineData("POST", "registry/models", """{"name":"x","tags":["a.b"]}""", 422, "tag_invalid")]
    [InlineData("POST", "registry/models", """{"name":"x","nme":1}""", 400, "invalid")]
    [InlineData("POST", "registry/models", """{}""", 400, "invalid")]
    [InlineData("POST", "registry/models", """{"name":""", 400, "invalid")]
    [InlineData("POST", "registry/models/Iris/versions", """{"source":"nonsense"}""", 422, "reference_invalid")]
    [InlineData("POST", "registry/models/Iris/versions", """{"source":"acme/iris/nothing:v0"}""", 422, "source_not_found")]
    [InlineData("POST", "registry/models/Iris/versions", """{"source":"acme/iris/table:v0"}""", 422, "type_mismatch")]
    [InlineData("POST", "registry/models/Iris/versions", """{"source":"acme/iris/classifier:v0","aliases":["v7"]}""", 422, "alias_reserved")]
    [InlineData("PUT", "registry/models/Iris/aliases/latest", """{"version":"v0"}""", 422, "alias_reserved")]
    [InlineData("PUT", "registry/models/Iris/aliases/a%3Ab", """{"version":"v0"}""", 422, "alias_invalid")]
    [InlineData("PUT", "registry/models/Iris/aliases/prod", """{"version":"v9"}""", 404, "not_found")]
    [InlineData("PUT", "registry/models/Nothing/aliases/prod", """{"version":"v0"}""", 404, "not_found")]
    [InlineData("DELETE", "registry/models/Iris/aliases/prod", null, 404, "not_found")]
    [InlineData("DELETE", "registry/models/Iris/aliases/latest", null, 422, "alias_reserved")]
    [InlineData("DELETE", "registry/models/Iris/versions/v9", null, 404, "not_found")]
    [InlineData("GET", "registry/models/Iris/versions/prod", null, 404, "not_found")]
    [InlineData("GET", "registry/models?limit=0", null, 400, "invalid")]
    [InlineData("GET", "registry/models?cursor=nonsense", null, 400, "invalid")]
    [InlineData("PUT", "registry/protected-aliases/v1", null, 422, "alias_reserved")]
    public async Task Bad_input_gets_a_clear_problem_and_changes_nothing(string method, string path, string? body, int status, string code)
    {
        var scene = await SharedAsync();
        var before = (await scene.EventsAsync(null, Ct)).Count;

        var answer = await scene.SendAsync(method, path, body, Ct);

        Assert.Equal((status, code), ((int)answer.Status, (string?)answer.Body!["code"]));
        Assert.NotEmpty((string)answer.Body["detail"]!);
        Assert.Equal(before, (await scene.EventsAsync(null, Ct)).Count);
    }

    [Fact]
    public async Task Roles_and_protected_aliases_hold_over_REST()
    {
        await using var scene = await RegistryScene.StartAsync(Ct);
        var member = await scene.AddUserAsync("max", "member", Ct);
        var viewer = await scene.AddUserAsync("vic", "viewer", Ct);
        var stranger = await scene.AddUserAsync("sam", null, Ct);
        await scene.SendAsync("POST", "registry/models", new { name = "Iris" }, Ct, member);
        await scene.SendAsync("POST", "registry/models/Iris/versions", new { source = await scene.PublishAsync("classifier", Ct) }, Ct, member);
        var version = new { version = "v0" };

        Assert.Equal(HttpStatusCode.OK, (await scene.SendAsync("PUT", "registry/models/Iris/aliases/prod", version, Ct, member)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await scene.SendAsync("PUT", "registry/models/Iris/aliases/x", version, Ct, viewer)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await scene.SendAsync("PUT", "registry/models/Iris/aliases/x", version, Ct, stranger)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await scene.SendAsync("GET", "registry/models/Iris", null, Ct, stranger)).Status);
        Assert.Equal(HttpStatusCode.OK, (await scene.SendAsync("GET", "registry/models/Iris", null, Ct, viewer)).Status);

        Assert.Equal(HttpStatusCode.Forbidden, (await scene.SendAsync("PUT", "registry/protected-aliases/prod", null, Ct, member)).Status);
        Assert.Equal(HttpStatusCode.OK, (await scene.SendAsync("PUT", "registry/protected-aliases/prod", null, Ct)).Status);
        var refused = await scene.SendAsync("DELETE", "registry/models/Iris/versions/v0", null, Ct, member);
        Assert.Equal((HttpStatusCode.Forbidden, "alias_protected"), (refused.Status, (string?)refused.Body!["code"]));
        Assert.Equal("alias_protected", (string?)(await scene.SendAsync("DELETE", "registry/models/Iris", null, Ct, member)).Body!["code"]);
        var list = await scene.SendAsync("GET", "registry/protected-aliases", null, Ct, viewer);
        Assert.Equal("prod", (string?)list.Body!["items"]![0]!["alias"]);
        Assert.Equal(HttpStatusCode.NoContent, (await scene.SendAsync("DELETE", "registry/protected-aliases/prod", null, Ct)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await scene.SendAsync("DELETE", "registry/models/Iris", null, Ct, member)).Status);
    }

    [Fact]
    public async Task M18_A_linked_version_is_deleted_by_force_alone_and_each_link_ends_with_its_events()
    {
        await using var scene = await RegistryScene.StartAsync(Ct);
        var source = await scene.PublishAsync("classifier", Ct);
        await scene.SendAsync("POST", "registry/models", new { name = "Iris" }, Ct);
        await scene.SendAsync("POST", "registry/models/Iris/versions", new { source, aliases = new[] { "prod" } }, Ct);
        const string version = "projects/iris/artifacts/classifier/versions/v0";

        var refused = await scene.SendAsync("DELETE", version, null, Ct);
        var forced = await scene.SendAsync("DELETE", version + "?force=true", null, Ct);

        Assert.Equal((HttpStatusCode.Conflict, "version_in_use"), (refused.Status, (string?)refused.Body!["code"]));
        Assert.Equal(HttpStatusCode.NoContent, forced.Status);
        Assert.Equal(
            ["CREATE_COLLECTION", "LINK_ARTIFACT", "ADD_ARTIFACT_ALIAS", "REMOVE_ARTIFACT_ALIAS", "UNLINK_ARTIFACT"],
            (await scene.EventsAsync("Iris", Ct)).Select(e => e.Type));
        Assert.Equal(HttpStatusCode.NotFound, (await scene.SendAsync("GET", "registry/models/Iris/versions/latest", null, Ct)).Status);
    }

    [Fact]
    public async Task Aliases_of_an_artifact_in_its_project_are_no_events_of_the_registry()
    {
        await using var scene = await RegistryScene.StartAsync(Ct);
        await scene.PublishAsync("classifier", Ct);

        var put = await scene.SendAsync("PUT", "projects/iris/artifacts/classifier/aliases/best", new { version = "v0" }, Ct);
        var deleted = await scene.SendAsync("DELETE", "projects/iris/artifacts/classifier/aliases/best", null, Ct);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NoContent), (put.Status, deleted.Status));
        var events = await scene.EventsAsync(null, Ct);
        Assert.Equal(["CREATE_COLLECTION", "CREATE_ARTIFACT", "ADD_ARTIFACT_ALIAS", "REMOVE_ARTIFACT_ALIAS"], events.Select(e => e.Type));
        Assert.All(events, e => Assert.Equal(("iris", "classifier", null), (e.Project, e.Artifact, e.RegisteredModel)));
    }

    // One server for all rows of bad input: none of them may change it, which each checks.
    private static readonly Lazy<Task<RegistryScene>> Shared = new(static async () =>
    {
        var scene = await RegistryScene.StartAsync(CancellationToken.None);
        await scene.PublishAsync("classifier", CancellationToken.None);
        await scene.PublishAsync("table", CancellationToken.None, "dataset");
        await scene.SendAsync("POST", "registry/models", new { name = "Iris" }, CancellationToken.None);
        await scene.SendAsync("POST", "registry/models/Iris/versions", new { source = "acme/iris/classifier:v0" }, CancellationToken.None);
        return scene;
    });

    private static Task<RegistryScene> SharedAsync() => Shared.Value;
}

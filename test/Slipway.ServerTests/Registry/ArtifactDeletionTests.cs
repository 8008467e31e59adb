using System.Net;
using Slipway.Testing;

namespace Slipway.ServerTests.Registry;

public sealed class ArtifactDeletionTests
{
    private const string Artifact = "projects/iris/artifacts/classifier";
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M18_An_artifact_is_deleted_with_all_its_versions_and_then_its_team_may_go(TestEngine engine)
    {
        await using var scene = await RegistryScene.StartAsync(Ct, engine);
        var source = await scene.PublishAsync("classifier", Ct);
        await scene.PublishAsync("classifier", Ct);
        await scene.SendAsync("POST", Artifact + "/versions",
            new { type = "model", files = new[] { new { path = "a", size = 3, sha256 = new string('0', 64) } } }, Ct);
        await scene.SendAsync("POST", "registry/models", new { name = "Iris" }, Ct);
        await scene.SendAsync("POST", "registry/models/Iris/versions", new { source }, Ct);

        var refused = await scene.SendAsync("DELETE", Artifact, null, Ct);
        Assert.Equal((HttpStatusCode.Conflict, "version_in_use"), (refused.Status, (string?)refused.Body!["code"]));
        Assert.Equal(HttpStatusCode.OK, (await scene.SendAsync("GET", Artifact + "/versions/v1", null, Ct)).Status);
        var viewer = await scene.AddUserAsync("viewer", "viewer", Ct);
        Assert.Equal(HttpStatusCode.Forbidden, (await scene.SendAsync("DELETE", Artifact + "?force=true", null, Ct, viewer)).Status);

        Assert.Equal(HttpStatusCode.NoContent, (await scene.SendAsync("DELETE", Artifact + "?force=true", null, Ct)).Status);

        Assert.Equal(HttpStatusCode.NotFound, (await scene.SendAsync("GET", Artifact, null, Ct)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await scene.SendAsync("DELETE", Artifact, null, Ct)).Status);
        Assert.Equal("DELETE_COLLECTION", (await scene.EventsAsync(null, Ct))[^1].Type);
        Assert.Equal("UNLINK_ARTIFACT", (await scene.EventsAsync("Iris", Ct))[^1].Type);
        // The name is free again and counts from the beginning.
        Assert.EndsWith(":v0", await scene.PublishAsync("classifier", Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await scene.SendAsync("DELETE", Artifact, null, Ct)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await scene.SendAsync("DELETE", "registry/models/Iris", null, Ct)).Status);
        await scene.Admin.Access.DeleteTeamAsync("acme", Ct);
    }
}

using System.Net;
using System.Text.Json;
using Slipway.Api;
using Slipway.Api.Http;
using Slipway.Api.Registry;
using Slipway.Api.Runs;
using Slipway.ServerTests.Registry;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Runs;

public sealed class RunRestTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M18_Runs_are_created_listed_searched_downloaded_and_deleted_over_REST(TestEngine engine)
    {
        await using var scene = await RegistryScene.StartAsync(Ct, engine);
        var runs = scene.Admin.Runs;
        var run = await runs.CreateAsync("acme", "iris", new CreateRunRequest { Id = "run-1", Config = Json("""{"lr":0.1}"""), Tags = ["base"] }, Ct);
        Assert.Equal(("run-1", "run-1", RunStates.Running, "admin"), (run.Id, run.Name, run.State, run.CreatedBy));
        Assert.Null(run.Cause);

        await runs.PatchAsync("acme", "iris", "run-1", new PatchRunRequest { Summary = Json("""{"best":1}"""), Name = "renamed" }, Ct);
        Assert.Equal(2, await runs.AppendHistoryAsync("acme", "iris", "run-1", [Json("""{"loss":1}"""), Json("""{"loss":0.5,"acc":1}""")], Ct));
        var history = await runs.GetHistoryAsync("acme", "iris", "run-1", ["acc", "none"], null, null, null, Ct);
        Assert.Equal((1L, false, """{"_step":1,"acc":1}"""), (history.Total, history.Sampled, history.Rows[0].GetRawText()));
        Assert.True((await runs.GetHistoryAsync("acme", "iris", "run-1", null, 0, 5, 1, Ct)).Sampled);

        var stored = await runs.PutFileAsync("acme", "iris", "run-1", "plots/a b%.txt", new MemoryStream("a plot"u8.ToArray()), Ct);
        using (var download = await runs.OpenFileAsync("acme", "iris", "run-1", "plots/a b%.txt", Ct))
        {
            Assert.Equal("a plot", await download.Content.ReadAsStringAsync(Ct));
            Assert.Equal($"\"{stored.Sha256}\"", download.Headers.ETag!.Tag);
        }
        await runs.HeartbeatAsync("acme", "iris", "run-1", Ct);
        Assert.Equal(RunStates.Failed, (await runs.FinishAsync("acme", "iris", "run-1", 3, Ct)).State);

        var listed = await runs.ListAsync("acme", "iris", "failed", "base", "RENAMED", "-summary.loss", 10, Ct).SingleAsync(Ct);
        Assert.Equal(("run-1", 3, 2L), (listed.Id, listed.ExitCode, listed.HistoryRows));
        Assert.Equal("plots/a b%.txt", (await runs.ListFilesAsync("acme", "iris", "run-1", 10, Ct).SingleAsync(Ct)).Path);
        Assert.Equal(["RUN_STATE run-1 - running", "RUN_STATE run-1 \"running\" failed"],
            (await scene.EventsAsync(null, Ct)).Where(happened => happened.Type == "RUN_STATE")
                .Select(happened => $"{happened.Type} run-1 {happened.Before?.GetRawText() ?? "-"} {happened.After?.GetString()}"));

        await runs.DeleteAsync("acme", "iris", "run-1", Ct);
        Assert.Equal(ErrorCodes.NotFound, (await Assert.ThrowsAsync<SlipwayApiException>(() => runs.GetAsync("acme", "iris", "run-1", Ct))).Code);
    }

    [Fact]
    public async Task M18_A_log_is_appended_by_offset_and_followed_until_the_run_has_ended()
    {
        await using var scene = await RegistryScene.StartAsync(Ct);
        var runs = scene.Admin.Runs;
        await runs.CreateAsync("acme", "iris", new CreateRunRequest { Id = "r" }, Ct);
        Assert.Equal(6, await runs.AppendLogAsync("acme", "iris", "r", 0, "first\n"u8.ToArray(), Ct));
        var wrong = await Assert.ThrowsAsync<SlipwayApiException>(() => runs.AppendLogAsync("acme", "iris", "r", 0, "first\n"u8.ToArray(), Ct));
        Assert.Equal((HttpStatusCode.Conflict, ErrorCodes.LogOffset), (wrong.Status, wrong.Code));
        var (status, problem) = await scene.SendAsync("POST", "projects/iris/runs/r/logs?offset=99", "late", Ct);
        Assert.Equal((HttpStatusCode.Conflict, 6), (status, problem!["expected"]!.GetValue<int>()));
        var large = await Assert.ThrowsAsync<SlipwayApiException>(() => runs.AppendLogAsync("acme", "iris", "r", null, new byte[(1 << 20) + 1], Ct));
        Assert.Equal(ErrorCodes.TooLarge, large.Code);

        using var following = await runs.OpenLogAsync("acme", "iris", "r", 2, null, follow: true, Ct);
        using var reader = new StreamReader(await following.Content.ReadAsStreamAsync(Ct));
        Assert.Equal("rst", await reader.ReadLineAsync(Ct));
        await runs.AppendLogAsync("acme", "iris", "r", 6, "second\n"u8.ToArray(), Ct);
        Assert.Equal("second", await reader.ReadLineAsync(Ct));
        await runs.FinishAsync("acme", "iris", "r", 0, Ct);
        Assert.Null(await reader.ReadLineAsync(Ct));

        using var part = await runs.OpenLogAsync("acme", "iris", "r", 1, 3, follow: false, Ct);
        Assert.Equal(("irs", "text/plain"), (await part.Content.ReadAsStringAsync(Ct), part.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task M18_Lineage_leads_from_what_a_run_used_over_the_run_to_the_registered_version()
    {
        await using var scene = await RegistryScene.StartAsync(Ct);
        var runs = scene.Admin.Runs;
        var data = await scene.PublishAsync("data", Ct, "dataset");
        foreach (var id in (string[])["train", "evaluate"])
        {
            await runs.CreateAsync("acme", "iris", new CreateRunRequest { Id = id }, Ct);
        }
        var used = await runs.UseArtifactAsync("acme", "iris", "train", new UseArtifactRequest { Ref = data, UsedAs = "training set" }, Ct);
        Assert.Equal((ArtifactUses.Input, "training set"), (used.Use, used.UsedAs));
        var model = await scene.PublishAsync("classifier", Ct, run: "train");
        await runs.UseArtifactAsync("acme", "iris", "evaluate", new UseArtifactRequest { Ref = model }, Ct);
        await scene.Admin.Registry.CreateModelAsync("acme", new CreateRegisteredModelRequest { Name = "Iris" }, Ct);
        await scene.Admin.Registry.LinkAsync("acme", "Iris", new LinkVersionRequest { Source = model }, Ct);

        var (_, graph) = await scene.SendAsync("GET", "registry/models/Iris/versions/v0/lineage", null, Ct);
        var names = graph!["nodes"]!.AsArray().ToDictionary(node => node!["id"]!.GetValue<string>(), node => node!["name"]!.GetValue<string>());
        Assert.Equal(
            [
                "acme/iris/classifier:v0 input acme/iris/evaluate",
                "acme/iris/classifier:v0 link acme/model-registry/Iris:v0",
                "acme/iris/data:v0 input acme/iris/train",
                "acme/iris/train output acme/iris/classifier:v0",
            ],
            graph["edges"]!.AsArray().Select(edge =>
                $"{names[edge!["from"]!.GetValue<string>()]} {edge["kind"]} {names[edge["to"]!.GetValue<string>()]}").Order(StringComparer.Ordinal));
        var run = await runs.GetAsync("acme", "iris", "train", Ct);
        Assert.Equal([ArtifactUses.Input, ArtifactUses.Output], run.Artifacts.Select(artifact => artifact.Use));
        Assert.Equal(model, (await scene.Admin.Artifacts.ResolveAsync(run.Artifacts[1].Ref, Ct)).Name);
        Assert.Equal(used.Ref, run.Artifacts[0].Ref);

        var missing = await Assert.ThrowsAsync<SlipwayApiException>(() => scene.PublishAsync("classifier", Ct, run: "nobody"));
        Assert.Equal((HttpStatusCode.NotFound, true), (missing.Status, missing.Problem.Errors!.ContainsKey("run")));
    }

    private static JsonElement Json(string text) => JsonElement.Parse(text);
}

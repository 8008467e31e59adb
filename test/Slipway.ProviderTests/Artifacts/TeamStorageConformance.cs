using Slipway.Access.Quotas;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Runs.Files;
using Slipway.Runs.History;
using Slipway.Runs.Logs;
using Slipway.Runs.Records;
using Slipway.Testing;
using Slipway.Testing.Registry;
using Slipway.Testing.Runs;
using Xunit;

namespace Slipway.ProviderTests.Artifacts;

/// <summary>What a team may store, on either database.</summary>
public abstract class TeamStorageConformance(TestEngine engine)
{
    private const int Most = 1_000;
    private static readonly QuotaOptions Quotas = new() { TeamStorage = Most };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_adds_nothing_is_not_refused_and_what_is_refused_takes_nothing()
    {
        var time = new MovedTime();
        await using var stage = await ArtifactStage.CreateAsync(engine, time, Quotas);
        var ada = await stage.ActorAsync("vision", name: "ada");
        await stage.PublishAsync(ada, "vision/iris/clf", ("a", Text(600)));
        var announced = (await stage.BeginAsync(ada, "vision/iris/next", ArtifactStage.Request(("a", Text(300))))).Value;

        for (var repeated = 0; repeated < 3; repeated++)
        {
            Assert.Equal(0, (await stage.BeginAsync(ada, "vision/iris/clf", ArtifactStage.Request(("a", Text(600))))).Value.VersionIndex);
            Assert.Equal(announced.Id, (await stage.BeginAsync(ada, "vision/iris/next", ArtifactStage.Request(("a", Text(300))))).Value.Id);
            time.Shift += TimeSpan.FromSeconds(repeated * 6);
            var other = ArtifactStage.Request(("a", Text(90))) with { Type = "dataset" };
            Assert.Equal(ErrorCodes.TypeMismatch, (await stage.BeginAsync(ada, "vision/iris/clf", other)).Refusal!.Code);
        }
        Assert.Equal(ErrorCodes.QuotaExceeded, (await stage.BeginAsync(ada, "vision/iris/more", ArtifactStage.Request(("a", Text(101))))).Refusal!.Code);
        Assert.False((await stage.BeginAsync(ada, "vision/iris/more", ArtifactStage.Request(("a", Text(100))))).IsRefused(out _));
    }

    [Fact]
    public async Task Announcements_that_come_at_once_share_what_there_is()
    {
        await using var stage = await ArtifactStage.CreateAsync(engine, quotas: Quotas);
        var ada = await stage.ActorAsync("vision", name: "ada");

        var begun = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(
            () => stage.BeginAsync(ada, $"vision/iris/a{number}", ArtifactStage.Request(("a", Text(600)))), Ct)));

        Assert.Single(begun, announced => !announced.IsRefused(out _));
        Assert.All(begun.Where(announced => announced.IsRefused(out _)), announced => Assert.Equal(ErrorCodes.QuotaExceeded, announced.Refusal!.Code));
    }

    [Fact]
    public async Task Files_that_are_under_way_count_for_as_long_as_they_are()
    {
        await using var stage = await RunStage.CreateAsync(engine, Quotas);
        await stage.StartAsync("one");
        using var paused = new PausedStream(new byte[600]);
        var first = PutAsync(stage, "a", paused, 600);
        await paused.Reading;

        stage.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(ErrorCodes.QuotaExceeded, (await PutAsync(stage, "b", new MemoryStream(new byte[600]), 600)).Refusal!.Code);
        Assert.Equal(ErrorCodes.QuotaExceeded, (await PutAsync(stage, "b", new MemoryStream(new byte[600]), null)).Refusal!.Code);
        paused.Go();
        Assert.False((await first).IsRefused(out _));

        Assert.Equal(ErrorCodes.QuotaExceeded, (await PutAsync(stage, "b", new MemoryStream(new byte[600]), null)).Refusal!.Code);
        Assert.Equal((1, 0), (stage.StoredBlobs, stage.StagedUploads));
        Assert.False((await PutAsync(stage, "b", new MemoryStream(new byte[400]), null)).IsRefused(out _));
    }

    [Fact]
    public async Task Metrics_and_logs_count_and_are_refused_where_the_storage_is_full()
    {
        await using var stage = await RunStage.CreateAsync(engine, Quotas);
        await stage.StartAsync("one");
        var (history, logs) = (stage.Get<HistoryOperations>(), stage.Get<LogOperations>());
        var row = RunStage.Json($$"""{"text":"{{Text(350)}}"}""");

        Assert.False((await history.AppendAsync(stage.Member, RunStage.Address("one"), [row, row], Ct)).IsRefused(out _));
        Assert.Equal(ErrorCodes.QuotaExceeded, (await history.AppendAsync(stage.Member, RunStage.Address("one"), [row], Ct)).Refusal!.Code);
        Assert.Equal(ErrorCodes.QuotaExceeded, (await logs.AppendAsync(stage.Member, RunStage.Address("one"), 0, new byte[300], Ct)).Refusal!.Code);
        stage.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(ErrorCodes.QuotaExceeded, (await history.AppendAsync(stage.Member, RunStage.Address("one"), [row], Ct)).Refusal!.Code);
        Assert.Equal(100, (await logs.AppendAsync(stage.Member, RunStage.Address("one"), 0, new byte[100], Ct)).Value);
        // Nothing needs no room, and what is refused for another reason takes none.
        Assert.False((await history.AppendAsync(stage.Member, RunStage.Address("one"), [], Ct)).IsRefused(out _));
        for (var repeated = 0; repeated < 5; repeated++)
        {
            Assert.Equal(ErrorCodes.LogOffset, (await logs.AppendAsync(stage.Member, RunStage.Address("one"), 0, new byte[50], Ct)).Refusal!.Code);
        }

        await stage.Get<RunOperations>().FinishAsync(stage.Member, RunStage.Address("one"), 0, Ct);
        await stage.Get<RunOperations>().DeleteAsync(stage.Member, RunStage.Address("one"), Ct);
        stage.Pass(TimeSpan.FromMinutes(1));
        await stage.StartAsync("two");
        Assert.False((await history.AppendAsync(stage.Member, RunStage.Address("two"), [row, row], Ct)).IsRefused(out _));
    }

    private static string Text(int length) => new('x', length);

    private static Task<Outcome<StoredRunFile>> PutAsync(RunStage stage, string path, Stream content, long? length) =>
        stage.Get<RunFileOperations>().PutAsync(stage.Member, RunStage.Address("one"), path, content, length, Ct);
}

public sealed class SqliteTeamStorageTests() : TeamStorageConformance(TestEngine.Sqlite);

public sealed class PostgresTeamStorageTests() : TeamStorageConformance(TestEngine.Postgres);

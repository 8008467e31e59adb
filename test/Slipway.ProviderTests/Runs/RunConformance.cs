using System.Text.Json;
using Slipway.Access;
using Slipway.Access.Quotas;
using Slipway.Api;
using Slipway.Api.Runs;
using Slipway.Rest;
using Slipway.Runs;
using Slipway.Runs.Artifacts;
using Slipway.Runs.Files;
using Slipway.Runs.History;
using Slipway.Runs.Lifecycle;
using Slipway.Runs.Logs;
using Slipway.Runs.Records;
using Slipway.Testing;
using Slipway.Testing.Runs;
using Xunit;

namespace Slipway.ProviderTests.Runs;

/// <summary>The life of runs on either database.</summary>
public abstract class RunConformance(TestEngine engine) : IAsyncLifetime
{
    private RunStage _stage = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private RunOperations Runs => _stage.Get<RunOperations>();

    public async ValueTask InitializeAsync() => _stage = await RunStage.CreateAsync(engine);

    public async ValueTask DisposeAsync()
    {
        await _stage.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task M18_a_run_is_started_described_and_finished()
    {
        var started = (await Runs.CreateAsync(_stage.Member, RunStage.Team, RunStage.Project, new CreateRunRequest
        {
            Name = "first try",
            Config = RunStage.Json("""{"lr":0.1,"deep":{"a":1}}"""),
            Tags = ["base", "base", "gpu"],
            Notes = "hello",
            Group = "sweep",
            JobType = "train",
            Host = "box",
        }, Ct)).Value;
        Assert.True(started.IsNew);
        var run = started.Detail.Run;
        Assert.Equal((8, "first try", RunState.Running, "max"), (run.Key.Length, run.Name, run.State, run.CreatedBy));
        Assert.Equal(["base", "gpu"], run.TagNames);
        Assert.NotNull(run.StartedAt);

        var patched = (await Runs.UpdateAsync(_stage.Member, RunStage.Address(run.Key), new PatchRunRequest
        {
            Config = RunStage.Json("""{"lr":null,"epochs":3}"""),
            Summary = RunStage.Json("""{"loss":0.25}"""),
            Notes = null!,
        }, Ct)).Value.Run;
        Assert.Equal("""{"deep":{"a":1},"epochs":3}""", patched.Config);
        Assert.Equal("""{"loss":0.25}""", patched.Summary);
        Assert.Null(patched.Notes);
        Assert.Equal("sweep", patched.RunGroup);

        var finished = (await Runs.FinishAsync(_stage.Member, RunStage.Address(run.Key), 0, Ct)).Value.Run;
        Assert.Equal((RunState.Finished, 0), (finished.State, finished.ExitCode));
        Assert.NotNull(finished.EndedAt);
        // Said twice, as after a lost answer.
        Assert.Equal(RunState.Finished, (await Runs.FinishAsync(_stage.Member, RunStage.Address(run.Key), 0, Ct)).Value.Run.State);
        Assert.Equal(ErrorCodes.RunEnded, (await Runs.FinishAsync(_stage.Member, RunStage.Address(run.Key), 1, Ct)).Refusal!.Code);
        Assert.Equal([$"RUN_STATE {run.Key} - > running", $"RUN_STATE {run.Key} running > finished"], await _stage.TellAsync());
    }

    [Fact]
    public async Task An_id_is_taken_whether_its_run_goes_on_or_has_ended()
    {
        await _stage.StartAsync("one");
        Assert.Equal(ErrorCodes.RunIdTaken, (await CreateAsync("one")).Refusal!.Code);
        await Runs.FinishAsync(_stage.Member, RunStage.Address("one"), 3, Ct);
        Assert.Equal(RunState.Failed, (await _stage.GetAsync("one")).State);
        Assert.Equal(ErrorCodes.RunIdTaken, (await CreateAsync("one")).Refusal!.Code);
    }

    [Fact]
    public async Task M17_a_prepared_run_begins_when_its_client_starts_it_and_keeps_what_it_was_given()
    {
        var prepared = await _stage.PrepareAsync("""{"epochs":3,"lr":1}""");
        var job = _stage.JobOf(prepared.Id);
        var begun = (await Runs.CreateAsync(job, RunStage.Team, RunStage.Project,
            new CreateRunRequest { Id = prepared.Key, Config = RunStage.Json("""{"lr":0.1}"""), Host = "agent-7" }, Ct)).Value;
        Assert.False(begun.IsNew);
        var run = begun.Detail.Run;
        Assert.Equal((RunState.Running, """{"epochs":3,"lr":0.1}""", "agent-7", "ann"), (run.State, run.Config, run.Host, run.CreatedBy));
        Assert.Equal(("gpu", 7L, "retrain"), (run.LaunchQueue, run.LaunchItem, run.CauseAutomation));
        // The client says it again after a lost answer.
        Assert.False((await Runs.CreateAsync(job, RunStage.Team, RunStage.Project, new CreateRunRequest { Id = prepared.Key }, Ct)).IsRefused(out _));
        Assert.Equal(ErrorCodes.Conflict, (await Runs.KillAsync(_stage.Member, RunStage.Address(prepared.Key), Ct)).Refusal!.Code);
        Assert.Equal([$"RUN_STATE {prepared.Key} pending > running"], await _stage.TellAsync());
    }

    [Fact]
    public async Task Runs_are_found_by_state_tag_and_part_of_their_name_page_by_page()
    {
        await _stage.StartAsync("a", new CreateRunRequest { Name = "Baseline 100%", Tags = ["gpu"] });
        await _stage.StartAsync("b", new CreateRunRequest { Name = "second", Tags = ["GPU", "gpu-2", "日本"] });
        await _stage.StartAsync("c");
        await Runs.FinishAsync(_stage.Member, RunStage.Address("c"), 0, Ct);
        Assert.Equal(["c", "b", "a"], await ListAsync(new RunFilter()));
        Assert.Equal(["c"], await ListAsync(new RunFilter(State: "finished")));
        Assert.Equal(["a"], await ListAsync(new RunFilter(Tag: "gpu")));
        Assert.Equal(["b"], await ListAsync(new RunFilter(Tag: "日本", State: "running")));
        Assert.Equal(["a"], await ListAsync(new RunFilter(Search: "LINE 100%")));
        Assert.Empty(await ListAsync(new RunFilter(Search: "_econd")));
        Assert.Equal(ErrorCodes.Invalid,
            (await Runs.ListAsync(_stage.Viewer, RunStage.Team, RunStage.Project, new RunFilter(State: "gone"), null, new PageRequest(50, long.MaxValue), Ct)).Refusal!.Code);
        var first = (await Runs.ListAsync(_stage.Viewer, RunStage.Team, RunStage.Project, new RunFilter(), null, new PageRequest(1, long.MaxValue), Ct)).Value;
        Assert.Equal((1, "c"), (first.Runs.Count, first.Runs[0].Run.Key));
        Assert.Equal(first.Runs[0].Run.Id.Value, first.Next);
        Assert.Equal(["b", "a"], (await Runs.ListAsync(_stage.Viewer, RunStage.Team, RunStage.Project, new RunFilter(), null,
            new PageRequest(5, first.Next!.Value), Ct)).Value.Runs.Select(found => found.Run.Key));
    }

    [Fact]
    public async Task A_run_that_was_killed_tells_its_client_and_can_then_be_deleted()
    {
        await _stage.StartAsync("one");
        Assert.Equal(ErrorCodes.Conflict, (await Runs.DeleteAsync(_stage.Member, RunStage.Address("one"), Ct)).Refusal!.Code);
        Assert.False((await Runs.BeatAsync(_stage.Member, RunStage.Address("one"), Ct)).IsRefused(out _));
        Assert.Equal(RunState.Killed, (await Runs.KillAsync(_stage.Member, RunStage.Address("one"), Ct)).Value.Run.State);
        Assert.Equal(ErrorCodes.RunEnded, (await Runs.BeatAsync(_stage.Member, RunStage.Address("one"), Ct)).Refusal!.Code);
        Assert.False((await Runs.DeleteAsync(_stage.Member, RunStage.Address("one"), Ct)).IsRefused(out _));
        Assert.Equal(ErrorCodes.NotFound, (await Runs.GetAsync(_stage.Member, RunStage.Address("one"), Ct)).Refusal!.Code);
        Assert.False((await CreateAsync("one")).IsRefused(out _));
    }

    [Fact]
    public async Task A_silent_run_is_called_crashed_and_goes_on_when_it_is_heard_again()
    {
        await _stage.StartAsync("silent");
        var launched = await _stage.PrepareAsync();
        await _stage.Database.WriteAsync(tx => _stage.Get<RunLifecycle>().BeginAsync(tx, launched.Id), Ct);
        var rescuer = _stage.Get<RunRescuer>();
        Assert.Equal(0, await rescuer.RunOnceAsync(Ct));
        _stage.Pass(TimeSpan.FromMinutes(4));
        await _stage.StartAsync("heard");
        _stage.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await rescuer.RunOnceAsync(Ct));
        Assert.Equal(0, await rescuer.RunOnceAsync(Ct));
        Assert.Equal(RunState.Crashed, (await _stage.GetAsync("silent")).State);
        Assert.Equal(RunState.Running, (await _stage.GetAsync("heard")).State);
        Assert.Equal(RunState.Running, (await _stage.GetAsync(launched.Key)).State);
        Assert.False((await Runs.BeatAsync(_stage.Member, RunStage.Address("silent"), Ct)).IsRefused(out _));
        Assert.Equal((RunState.Running, null), ((await _stage.GetAsync("silent")).State, (await _stage.GetAsync("silent")).EndedAt));
        Assert.Equal(["RUN_STATE silent running > crashed", "RUN_STATE silent crashed > running"], (await _stage.TellAsync()).TakeLast(2));
    }

    [Fact]
    [Isolates(nameof(RunRescuer))]
    public async Task S_C1_a_silent_run_that_cannot_be_ended_keeps_no_other_from_it()
    {
        await _stage.StartAsync("stuck");
        await _stage.StartAsync("silent");
        var rescuer = _stage.Get<RunRescuer>();
        _stage.Pass(TimeSpan.FromMinutes(6));
        await using (await PlantedFault.PlantAsync(_stage.Database, "update", "runs", "new.run_key = 'stuck'"))
        {
            await rescuer.RunOnceAsync(Ct);
            Assert.Equal(RunState.Crashed, (await _stage.GetAsync("silent")).State);
            Assert.Equal(RunState.Running, (await _stage.GetAsync("stuck")).State);
            Assert.Equal(0, await rescuer.RunOnceAsync(Ct));
            for (var tries = 0; tries < 4; tries++)
            {
                _stage.Pass(TimeSpan.FromMinutes(1));
                await rescuer.RunOnceAsync(Ct);
            }
            Assert.Contains("WORK_SET_ASIDE", await _stage.Database.ReadAsync(session => session.QueryAsync<string>("select type from events"), Ct));
        }
        _stage.Pass(TimeSpan.FromHours(2));
        await rescuer.RunOnceAsync(Ct);
        Assert.Equal(RunState.Crashed, (await _stage.GetAsync("stuck")).State);
    }

    [Fact]
    [Isolates(nameof(RunCleaner))]
    public async Task A_deleted_run_is_hidden_at_once_and_goes_piece_by_piece()
    {
        var one = await _stage.StartAsync("one");
        for (var request = 0; request < 3; request++)
        {
            await AppendAsync("one", 400);
            await _stage.Get<LogOperations>().AppendAsync(_stage.Member, RunStage.Address("one"), null, new byte[1_000], Ct);
        }
        await _stage.Get<RunFileOperations>().PutAsync(_stage.Member, RunStage.Address("one"), "a", new MemoryStream([1]), 1, Ct);
        await _stage.Database.WriteAsync(tx => RunLifecycle.AddInputAsync(tx, one.Id, 7, null), Ct);
        await Runs.FinishAsync(_stage.Member, RunStage.Address("one"), 0, Ct);

        Assert.False((await Runs.DeleteAsync(_stage.Member, RunStage.Address("one"), Ct)).IsRefused(out _));

        Assert.Equal(ErrorCodes.NotFound, (await Runs.GetAsync(_stage.Member, RunStage.Address("one"), Ct)).Refusal!.Code);
        Assert.Equal(ErrorCodes.NotFound, (await Runs.DeleteAsync(_stage.Member, RunStage.Address("one"), Ct)).Refusal!.Code);
        Assert.Empty(await ListAsync(new RunFilter()));
        Assert.Null(await _stage.Database.ReadAsync(session => RunLookup.FindByIdAsync(session, one.Id), Ct));
        Assert.Empty(await _stage.Database.ReadAsync(session => RunArtifacts.OfVersionAsync(session, 7, 10), Ct));
        Assert.Equal(0, await _stage.Database.ReadAsync(session => _stage.Get<IStorageUse>().BytesAsync(session, _stage.Place.Team.Id), Ct));
        // Its id is free.
        var two = await _stage.StartAsync("one");
        await AppendAsync("one", 1);

        await _stage.StartAsync("other");
        await Runs.KillAsync(_stage.Member, RunStage.Address("other"), Ct);
        await Runs.DeleteAsync(_stage.Member, RunStage.Address("other"), Ct);
        var cleaner = _stage.Get<RunCleaner>();
        await using (await PlantedFault.PlantAsync(_stage.Database, "delete", "run_log", "old.position >= 0"))
        {
            Assert.Equal(1, await cleaner.RunOnceAsync(Ct));
            Assert.Equal([one.Id.Value, two.Id.Value], await _stage.Database.ReadAsync(session => session.QueryAsync<long>("select id from runs order by id"), Ct));
            // Two pieces were done for themselves, a file and an input among the first; the last one failed with the log.
            Assert.Equal(1_200 + 2 - (2 * RunCleaner.RowsPerPiece), await CountAsync($"run_history where run_id = {one.Id.Value}"));
            Assert.Equal(3, await CountAsync("run_log"));
        }
        _stage.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await cleaner.RunOnceAsync(Ct));
        Assert.Equal(0, await cleaner.RunOnceAsync(Ct));
        Assert.Equal((1, 0, 0, 0), (await CountAsync("run_history"), await CountAsync("run_log"), await CountAsync("run_files"), await CountAsync("run_artifacts")));
        Assert.Equal([two.Id.Value], await _stage.Database.ReadAsync(session => session.QueryAsync<long>("select id from runs"), Ct));
    }

    private Task<Outcome<long>> AppendAsync(string run, int rows) => _stage.Get<HistoryOperations>().AppendAsync(
        _stage.Member, RunStage.Address(run), [.. Enumerable.Repeat(RunStage.Json("""{"loss":1}"""), rows)], Ct);

    private Task<long> CountAsync(string from) =>
        _stage.Database.ReadAsync(session => session.ScalarAsync<long>($"select count(*) from {from}"), Ct);

    [Fact]
    public async Task A_server_that_has_just_started_calls_nobody_silent()
    {
        await _stage.StartAsync("one");
        _stage.Database.ClockOffset += TimeSpan.FromHours(1);
        Assert.Equal(0, await _stage.Get<RunRescuer>().RunOnceAsync(Ct));
    }

    [Fact]
    public async Task Who_may_not_write_is_forbidden_and_who_may_not_know_finds_nothing()
    {
        await _stage.StartAsync("one");
        Assert.Equal(ErrorCodes.Forbidden, (await CreateAsync("two", _stage.Viewer)).Refusal!.Code);
        Assert.Equal(ErrorCodes.NotFound, (await CreateAsync("two", _stage.Stranger)).Refusal!.Code);
        Assert.Equal(ErrorCodes.Forbidden, (await Runs.KillAsync(_stage.Viewer, RunStage.Address("one"), Ct)).Refusal!.Code);
        var elsewhere = _stage.JobOf(new RunId(1));
        elsewhere = elsewhere with { Limits = elsewhere.Limits! with { ProjectId = new ProjectId(999) } };
        Assert.Equal(ErrorCodes.NotFound, (await CreateAsync("two", elsewhere)).Refusal!.Code);
        Assert.Equal(ErrorCodes.NotFound, (await Runs.GetAsync(elsewhere, RunStage.Address("one"), Ct)).Refusal!.Code);
    }

    [Theory]
    [InlineData("""{"big":1e999}""")]
    [InlineData("""{"a":"\u0000"}""")]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("[1]")]
    public async Task A_config_that_cannot_be_kept_is_refused(string config)
    {
        var refusal = (await Runs.CreateAsync(_stage.Member, RunStage.Team, RunStage.Project, new CreateRunRequest { Config = RunStage.Json(config) }, Ct)).Refusal!;
        Assert.Equal(ErrorCodes.MetadataInvalid, refusal.Code);
    }

    private Task<Outcome<StartedRun>> CreateAsync(string id, Actor? actor = null) =>
        Runs.CreateAsync(actor ?? _stage.Member, RunStage.Team, RunStage.Project, new CreateRunRequest { Id = id }, Ct);

    [Fact]
    public async Task M18_Runs_are_sorted_by_any_column_across_the_pages()
    {
        (string Id, string? Summary)[] made =
        [
            ("a", """{"loss":0.5,"eval/f1 score":2,"$.loss":1}"""), ("b", """{"loss":10,"eval/f1 score":10}"""), ("c", """{"loss":"NaN","eval/f1 score":null}"""),
            ("d", null), ("e", """{"loss":-2.5e-3,"other":{"loss":7}}"""), ("f", """{"loss":0.5}"""),
        ];
        foreach (var (id, summary) in made)
        {
            await Runs.CreateAsync(_stage.Member, RunStage.Team, RunStage.Project, new CreateRunRequest { Id = id, Name = id is "b" ? "Zebra" : $"zeb-{id}" }, Ct);
            if (summary is not null)
            {
                await Runs.UpdateAsync(_stage.Member, new RunAddress(RunStage.Team, RunStage.Project, id),
                    new PatchRunRequest { Summary = JsonElement.Parse(summary) }, Ct);
            }
        }

        // Of equals the newest first; texts after numbers; last, whichever way it goes, what has no value.
        Assert.Equal("efabcd", await SortedAsync("summary.loss"));
        Assert.Equal("cbfaed", await SortedAsync("-summary.loss"));
        Assert.Equal("abfedc", await SortedAsync("summary.eval/f1 score"));
        Assert.Equal("afedcb", await SortedAsync("summary.$.loss"));
        Assert.Equal("acdefb", await SortedAsync("name"));
        Assert.Equal("fedcba", await SortedAsync("-created"));
        Assert.Equal("fedcba", await SortedAsync("config.lr"));

        // Page by page, with a filter, and nothing twice.
        var order = RunSort.Read("summary.loss").Value;
        var (cursor, seen) = ((string?)null, "");
        do
        {
            var page = PageRequest.From(2, cursor).Value;
            var found = (await Runs.ListAsync(_stage.Viewer, RunStage.Team, RunStage.Project, new RunFilter(Search: "zeb"), order, page, Ct)).Value;
            var answer = Page.Of(found.Runs, found.Next, run => run.Run.Key);
            (cursor, seen) = (answer.NextCursor, seen + string.Concat(answer.Items));
        }
        while (cursor is not null);
        Assert.Equal("efabcd", seen);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("created")]
    public async Task S_H7_A_page_of_large_runs_ends_early_and_goes_on_with_the_next(string? sort)
    {
        var large = JsonSerializer.Serialize(new { text = new string('x', RunTexts.MaxObjectBytes - 100) });
        for (var number = 0; number < 12; number++)
        {
            await _stage.StartAsync($"r{number:00}", new CreateRunRequest { Config = RunStage.Json(large) });
        }
        var (cursor, pages, seen) = ((string?)null, 0, new List<string>());
        do
        {
            var found = (await Runs.ListAsync(_stage.Viewer, RunStage.Team, RunStage.Project, new RunFilter(), RunSort.Read(sort).Value,
                PageRequest.From(10, cursor).Value, Ct)).Value;
            var page = Page.Of(found.Runs, found.Next, run => run.Run);
            Assert.True(page.Items.Sum(run => run.Config!.Length) <= RunList.MaxBytes);
            (cursor, pages) = (page.NextCursor, pages + 1);
            seen.AddRange(page.Items.Select(run => run.Key));
        }
        while (cursor is not null);
        var expected = Enumerable.Range(0, 12).Select(number => $"r{number:00}");
        Assert.Equal(sort is null ? expected.Reverse() : expected, seen);
        Assert.Equal(2, pages);
    }

    [Theory]
    [InlineData("loss")]
    [InlineData("summary.")]
    [InlineData("-")]
    [InlineData("""summary.a"b""")]
    [InlineData("id; drop table runs")]
    public void A_column_by_which_nothing_can_be_sorted_is_refused(string sort) =>
        Assert.Contains("sort", RunSort.Read(sort).Refusal!.Errors!.Keys);

    private async Task<string> SortedAsync(string sort) =>
        string.Concat((await Runs.ListAsync(_stage.Viewer, RunStage.Team, RunStage.Project, new RunFilter(), RunSort.Read(sort).Value,
            new PageRequest(50, long.MaxValue), Ct)).Value.Runs.Select(found => found.Run.Key));

    private async Task<IEnumerable<string>> ListAsync(RunFilter filter) =>
        (await Runs.ListAsync(_stage.Viewer, RunStage.Team, RunStage.Project, filter, null, new PageRequest(50, long.MaxValue), Ct)).Value.Runs
            .Select(found => found.Run.Key);
}

public sealed class SqliteRunTests() : RunConformance(TestEngine.Sqlite);

public sealed class PostgresRunTests() : RunConformance(TestEngine.Postgres);

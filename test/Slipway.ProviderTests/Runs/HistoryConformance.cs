using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Runs.History;
using Slipway.Runs.Metrics;
using Slipway.Testing;
using Slipway.Testing.Runs;
using Xunit;

namespace Slipway.ProviderTests.Runs;

/// <summary>Metrics of runs and watches of them, on either database.</summary>
public abstract class HistoryConformance(TestEngine engine) : IAsyncLifetime
{
    private RunStage _stage = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private HistoryOperations History => _stage.Get<HistoryOperations>();

    public async ValueTask InitializeAsync()
    {
        _stage = await RunStage.CreateAsync(engine);
        await _stage.StartAsync("one");
    }

    public async ValueTask DisposeAsync()
    {
        await _stage.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task M18_rows_take_the_next_step_or_their_own_and_come_back_in_order()
    {
        Assert.Equal(2, (await AppendAsync("""{"loss":1}""", """{"loss":0.5,"note":"warm"}""")).Value);
        Assert.Equal(11, (await AppendAsync("""{"_step":10,"acc":0.9}""", """{"loss":0.25,"_step":10}""")).Value);
        var all = (await ReadAsync(new HistoryQuery())).Value;
        Assert.Equal(
            ["""{"_step":0,"loss":1}""", """{"_step":1,"loss":0.5,"note":"warm"}""", """{"_step":10,"acc":0.9}""", """{"_step":10,"loss":0.25}"""], all.Rows);
        Assert.Equal(4, all.Total);
        var losses = (await ReadAsync(new HistoryQuery { Keys = ["loss"], MinStep = 1, MaxStep = 10 })).Value;
        Assert.Equal(["""{"_step":1,"loss":0.5}""", """{"_step":10,"loss":0.25}"""], losses.Rows);
        Assert.Empty((await ReadAsync(new HistoryQuery { MinStep = 11 })).Value.Rows);
        Assert.Equal((4, 11), ((await _stage.GetAsync("one")).HistoryRows, (await _stage.GetAsync("one")).NextStep));
    }

    [Theory]
    [InlineData("""{"_step":4}""")]
    [InlineData("""{"_step":-1}""")]
    [InlineData("""{"_step":5.5}""")]
    [InlineData("""{"_step":"7"}""")]
    [InlineData("""{"loss":1e999}""")]
    [InlineData("[]")]
    public async Task A_row_that_cannot_be_kept_refuses_all_of_its_request(string row)
    {
        await AppendAsync("""{"_step":5,"loss":1}""");
        Assert.Equal(ErrorCodes.Invalid, (await AppendAsync("""{"loss":2}""", row)).Refusal!.Code);
        Assert.Single((await ReadAsync(new HistoryQuery())).Value.Rows);
    }

    [Fact]
    public async Task A_hundred_thousand_rows_are_sampled_evenly()
    {
        for (var start = 0; start < 100_000; start += 10_000)
        {
            await AppendAsync([.. Enumerable.Range(start, 10_000).Select(step =>
                string.Create(CultureInfo.InvariantCulture, $$"""{"loss":{{step}},"{{(step % 10 == 0 ? "rare" : "often")}}":1}"""))]);
        }
        var sample = (await ReadAsync(new HistoryQuery())).Value;
        var steps = sample.Rows.Select(StepOf).ToArray();
        Assert.Equal((100_000, 500, 0, 99_999), (sample.Total, steps.Length, steps[0], steps[^1]));
        Assert.All(steps.Zip(steps.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 200, 201));

        var rare = (await ReadAsync(new HistoryQuery { Keys = ["rare"], Samples = 100, MinStep = 50_000 })).Value;
        var found = rare.Rows.Select(StepOf).ToArray();
        Assert.Equal((5_000, 100, 50_000, 99_990), (rare.Total, found.Length, found[0], found[^1]));
        Assert.All(found.Zip(found.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 320, 960));
        Assert.Equal(10_000, (await ReadAsync(new HistoryQuery { Samples = 10_000, MaxStep = 9_999 })).Value.Rows.Count);
    }

    [Fact]
    public async Task S_H7_An_answer_of_large_rows_holds_fewer_of_them_and_says_so()
    {
        var large = new string('x', 250_000);
        for (var start = 0; start < 100; start += 10)
        {
            await AppendAsync([.. Enumerable.Range(start, 10).Select(step =>
                string.Create(CultureInfo.InvariantCulture, $$"""{"loss":{{step}},"large":"{{large}}","text":"{{step}}"}"""))]);
        }

        var all = (await ReadAsync(new HistoryQuery { Samples = HistoryQuery.MaxSamples })).Value;
        var wanted = (await ReadAsync(new HistoryQuery { Samples = HistoryQuery.MaxSamples, Keys = ["large"] })).Value;
        var small = (await ReadAsync(new HistoryQuery { Samples = HistoryQuery.MaxSamples, Keys = ["loss"] })).Value;
        var few = (await ReadAsync(new HistoryQuery { Samples = 10, Keys = ["large"] })).Value;
        var tiny = (await ReadAsync(new HistoryQuery { Bytes = 1_000 })).Value;

        foreach (var sample in new[] { all, wanted })
        {
            Assert.True(sample.IsCut);
            Assert.Equal(100, sample.Total);
            Assert.InRange(sample.Rows.Sum(row => row.Length), HistoryQuery.MaxBytes / 4, HistoryQuery.MaxBytes);
            Assert.Equal((0, 99), (StepOf(sample.Rows[0]), StepOf(sample.Rows[^1])));
        }
        Assert.Equal((100, false), (small.Rows.Count, small.IsCut));
        Assert.Equal((10, false), (few.Rows.Count, few.IsCut));
        Assert.Equal((1, true), (tiny.Rows.Count, tiny.IsCut));
    }

    [Fact]
    public async Task S_H3_A_row_of_many_values_is_asked_for_by_many_keys_in_linear_time()
    {
        var names = Enumerable.Range(0, 20_000).Select(number => string.Create(CultureInfo.InvariantCulture, $"k{number}")).ToArray();
        for (var row = 0; row < 10; row++)
        {
            await AppendAsync("{" + string.Join(',', names.Select(name => $"\"{name}\":1")) + "}");
        }
        var begun = Stopwatch.GetTimestamp();

        var sample = (await ReadAsync(new HistoryQuery { Keys = [.. names.Select(name => name + "x"), names[^1]] })).Value;

        Assert.Equal((10, """{"_step":0,"k19999":1}"""), (sample.Rows.Count, sample.Rows[0]));
        // Each key held against each value is four thousand million comparisons.
        Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(5), $"{Stopwatch.GetElapsedTime(begun)}");
    }

    [Fact]
    public async Task A_watch_tells_once_when_the_average_of_its_window_crosses_the_threshold()
    {
        var watch = await SetAsync(new MetricWatch
        {
            TeamId = _stage.Place.Team.Id,
            ProjectId = _stage.Place.Project.Id,
            RunPattern = "^on",
            Metric = "acc",
            Aggregate = MetricAggregate.Average,
            Window = 2,
            Operator = MetricOperator.Greater,
            Threshold = 0.5,
        });
        await AppendAsync("""{"acc":0.9}""", """{"loss":3}""");
        Assert.Empty(await MetricsAsync());
        await AppendAsync("""{"acc":0.0}""", """{"acc":"none"}""");
        await AppendAsync("""{"acc":1.5}""", """{"acc":2}""", """{"acc":-9}""", """{"acc":20}""");
        Assert.Equal(["RUN_METRIC one 0.45 > 0.75"], await MetricsAsync());
        _stage.Pass(TimeSpan.FromHours(25));
        await AppendAsync("""{"acc":20}""");
        Assert.Single(await MetricsAsync());
        await AppendAsync("""{"acc":-90}""", """{"acc":100}""");
        Assert.Equal(["RUN_METRIC one 0.45 > 0.75", "RUN_METRIC one -35 > 5"], await MetricsAsync());

        await _stage.StartAsync("on-its-own");
        await _stage.StartAsync("other");
        foreach (var run in (string[])["on-its-own", "other"])
        {
            await History.AppendAsync(_stage.Member, RunStage.Address(run), [RunStage.Json("""{"acc":1}"""), RunStage.Json("""{"acc":1}""")], Ct);
        }
        Assert.Equal("RUN_METRIC on-its-own - > 1", Assert.Single((await MetricsAsync()).Skip(2)));

        await _stage.Database.WriteAsync(tx => MetricWatches.RemoveAsync(tx, watch), Ct);
        await _stage.StartAsync("one-more");
        await History.AppendAsync(_stage.Member, RunStage.Address("one-more"), [RunStage.Json("""{"acc":1}"""), RunStage.Json("""{"acc":1}""")], Ct);
        Assert.Equal(3, (await MetricsAsync()).Count);
    }

    [Fact]
    public async Task Watches_of_a_team_see_every_project_and_no_other_team()
    {
        await SetAsync(new MetricWatch { TeamId = _stage.Place.Team.Id, Metric = "loss", Operator = MetricOperator.LessOrEqual, Threshold = 0 });
        await SetAsync(new MetricWatch { TeamId = new(999_999), Metric = "loss", Operator = MetricOperator.LessOrEqual, Threshold = 0 });
        await AppendAsync("""{"loss":0}""");
        Assert.Equal(["RUN_METRIC one - > 0"], await MetricsAsync());
    }

    [Fact]
    [Isolates(nameof(MetricEvaluation))]
    public async Task S_C1_a_watch_that_cannot_look_loses_no_row_and_keeps_no_other_watch_from_looking()
    {
        var broken = await SetAsync(new MetricWatch { TeamId = _stage.Place.Team.Id, Metric = "loss", Operator = MetricOperator.LessOrEqual, Threshold = 0 });
        await SetAsync(new MetricWatch { TeamId = _stage.Place.Team.Id, Metric = "loss", Operator = MetricOperator.LessOrEqual, Threshold = 0 });
        await using var fault = await PlantedFault.PlantAsync(_stage.Database, "insert", "metric_windows", $"new.watch_id = {broken}");
        Assert.Equal(1, (await AppendAsync("""{"loss":0}""")).Value);
        Assert.Equal(["RUN_METRIC one - > 0"], await MetricsAsync());
        Assert.Single((await ReadAsync(new HistoryQuery())).Value.Rows);
        Assert.Equal(2, (await AppendAsync("""{"loss":0}""")).Value);
    }

    [Fact]
    public async Task A_watch_that_is_crossed_thousands_of_times_in_one_request_is_asked_once()
    {
        await SetAsync(new MetricWatch { TeamId = _stage.Place.Team.Id, Metric = "loss", Operator = MetricOperator.Greater, Threshold = 0.5 });
        await _stage.Database.WriteAsync(tx => tx.ExecuteAsync("create table asked (n integer)"), Ct);
        await OnInsertAsync("metric_crossings", "insert into asked (n) values (1)");

        await AppendAsync([.. Enumerable.Range(0, 2_000).Select(number => number % 2 == 0 ? """{"loss":0}""" : """{"loss":1}""")]);
        await AppendAsync("""{"loss":0}""", """{"loss":1}""");

        Assert.Equal(["RUN_METRIC one 0 > 1"], await MetricsAsync());
        Assert.Equal(2, await _stage.Database.ReadAsync(session => session.ScalarAsync<long>("select count(*) from asked"), Ct));
    }

    [Fact]
    public async Task A_watch_that_is_removed_while_the_watches_look_alone_is_no_failed_unit()
    {
        await SetAsync(new MetricWatch { TeamId = _stage.Place.Team.Id, Metric = "loss", Operator = MetricOperator.LessOrEqual, Threshold = 0 });
        var removed = await SetAsync(new MetricWatch { TeamId = _stage.Place.Team.Id, Metric = "loss", Operator = MetricOperator.LessOrEqual, Threshold = 0 });
        // The first removes the second: together they fail, alone the second is gone when its turn comes.
        await OnInsertAsync("metric_windows", $"delete from metric_watches where id = {removed}");
        var failed = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Name == "slipway.work.failed" && ReferenceEquals(instrument.Meter.Scope, _stage.Get<IMeterFactory>()))
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref failed, count));
        listener.Start();

        Assert.Equal(1, (await AppendAsync("""{"loss":0}""")).Value);

        Assert.Equal(["RUN_METRIC one - > 0"], await MetricsAsync());
        Assert.Equal(0, Interlocked.Read(ref failed));
        Assert.Equal(1, await _stage.Database.ReadAsync(session => session.ScalarAsync<long>("select count(*) from metric_watches"), Ct));
    }

    /// <summary>Has the database do something by itself before each row that comes into a table.</summary>
    private Task OnInsertAsync(string table, string act) => _stage.Database.WriteAsync(async tx =>
    {
        if (engine == TestEngine.Sqlite)
        {
            await tx.ExecuteAsync($"create trigger planted_act before insert on {table} begin {act}; end");
            return;
        }
        await tx.ExecuteAsync($"create function planted_act() returns trigger language plpgsql as $$ begin {act}; return new; end $$");
        await tx.ExecuteAsync($"create trigger planted_act before insert on {table} for each row execute function planted_act()");
    }, Ct);

    private Task<long> SetAsync(MetricWatch watch) => _stage.Database.WriteAsync(tx => MetricWatches.SetAsync(tx, watch), Ct);

    private Task<Outcome<long>> AppendAsync(params string[] rows) =>
        History.AppendAsync(_stage.Member, RunStage.Address("one"), [.. rows.Select(RunStage.Json)], Ct);

    private Task<Outcome<HistorySample>> ReadAsync(HistoryQuery query) =>
        History.ReadAsync(_stage.Viewer, RunStage.Address("one"), query, Ct);

    private async Task<IReadOnlyList<string>> MetricsAsync() =>
        [.. (await _stage.TellAsync()).Where(line => line.StartsWith("RUN_METRIC", StringComparison.Ordinal))];

    private static int StepOf(string row) => JsonElement.Parse(row).GetProperty("_step").GetInt32();
}

public sealed class SqliteHistoryTests() : HistoryConformance(TestEngine.Sqlite);

public sealed class PostgresHistoryTests() : HistoryConformance(TestEngine.Postgres);

using System.Text.Json;
using Slipway.Runs.Lifecycle;
using Slipway.Storage;
using Slipway.Storage.Units;

namespace Slipway.Runs.Metrics;

/// <summary>Looks at values as they arrive, in the transaction that keeps them, and tells which watches fire.</summary>
internal sealed class MetricEvaluation(Database database, RunEvents events, UnitIsolation isolation)
{
    private readonly IsolatedUnits _watches = isolation.For(nameof(MetricEvaluation));

    /// <summary>How long a watch is silent about a run after it told of it (wandb-behaviour, limits of metric events).</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromHours(24);

    /// <summary>Takes the rows that were appended to a run, which is locked: no two appends look at once.</summary>
    public async Task ArrivedAsync(DatabaseTransaction tx, Run run, IReadOnlyList<JsonElement> rows)
    {
        foreach (var row in await WatchesAsync(tx, run))
        {
            await LookAsync(tx, run, row, rows);
        }
    }

    /// <summary>Takes rows that were appended already, each watch by itself: one that cannot look keeps no other from it.</summary>
    public async Task LookAloneAsync(Run run, IReadOnlyList<JsonElement> rows, CancellationToken ct)
    {
        var watches = await database.ReadAsync(session => WatchesAsync(session, run), ct);
        await _watches.EachAsync(watches, watch => new WorkUnit(watch.Id, run.TeamId.Value, $"the watch of metric {watch.Metric} over run {run.Key}"),
            (watch, stop) => database.WriteAsync(async tx =>
            {
                if (await RunLookup.LockAsync(tx, run.ProjectId, run.Key) is { } locked)
                {
                    await LookAsync(tx, locked, watch, rows);
                }
            }, stop), ct);
    }

    private Task<IReadOnlyList<Row>> WatchesAsync(DatabaseSession session, Run run) =>
        session.QueryAsync<Row>(MetricSql.ForRun, new { team = run.TeamId, project = run.ProjectId, resting = _watches.Resting });

    private async Task LookAsync(DatabaseTransaction tx, Run run, Row row, IReadOnlyList<JsonElement> rows)
    {
        double[] values = [.. rows.Select(values => NumberOf(values, row.Metric)).OfType<double>()];
        if (values.Length > 0 && (row.RunPattern is null || MetricWatches.PatternOf(row.RunPattern).IsMatch(run.Name)))
        {
            await LookAsync(tx, run, row, values);
        }
    }

    private async Task LookAsync(DatabaseTransaction tx, Run run, Row row, double[] values)
    {
        var kept = await tx.FirstAsync<KeptWindow>(MetricSql.FindWindow, new { watch = row.Id, run = run.Id });
        var window = new MetricWindow(row.Watch(run), JsonSerializer.Deserialize<double[]>(kept?.Recent ?? "[]")!, kept?.Last, kept?.Holds ?? false);
        foreach (var value in values)
        {
            var before = window.Last;
            if (window.Add(value) && await IsFirstTodayAsync(tx, run, row.Id))
            {
                events.MetricCrossed(tx, run, row.Metric, row.Id, before, window.Last!.Value);
            }
        }
        await tx.ExecuteAsync(MetricSql.KeepWindow, new
        {
            watch = row.Id,
            run = run.Id,
            recent = JsonSerializer.Serialize(window.Recent),
            last = window.Last,
            holds = window.Holds,
        });
    }

    private static async Task<bool> IsFirstTodayAsync(DatabaseTransaction tx, Run run, long watch) =>
        await tx.ExecuteAsync(MetricSql.Cross, new { watch, run = run.Id, quiet = InstantText.ToMicroseconds(Quiet) }) == 1;

    private static double? NumberOf(JsonElement row, string metric) =>
        row.TryGetProperty(metric, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private sealed record KeptWindow
    {
        public required string Recent { get; init; }
        public double? Last { get; init; }
        public bool Holds { get; init; }
    }

    private sealed record Row
    {
        public required long Id { get; init; }
        public string? RunPattern { get; init; }
        public required string Metric { get; init; }
        public MetricAggregate Aggregate { get; init; }
        public int Window { get; init; }
        public MetricOperator Operator { get; init; }
        public double Threshold { get; init; }

        public MetricWatch Watch(Run run) => new()
        {
            TeamId = run.TeamId,
            Metric = Metric,
            Aggregate = Aggregate,
            Window = Window,
            Operator = Operator,
            Threshold = Threshold,
        };
    }
}

using System.Text.Json;
using Slipway.Runs.Lifecycle;
using Slipway.Storage;
using Slipway.Storage.Units;

namespace Slipway.Runs.Metrics;

/// <summary>Looks at values as they arrive, in the transaction that keeps them, and tells which watches fire.</summary>
internal sealed class MetricEvaluation(Database database, RunEvents events, UnitIsolation isolation)
{
    /// <summary>How long a watch is silent about a run after it told of it (wandb-behaviour, limits of metric events).</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromHours(24);

    private readonly IsolatedUnits _watches = isolation.For(nameof(MetricEvaluation));

    /// <summary>Takes the rows that were appended to a run, which is locked: no two appends look at once.</summary>
    public async Task ArrivedAsync(DatabaseTransaction tx, Run run, IReadOnlyList<JsonElement> rows)
    {
        var watches = await WatchesAsync(tx, run);
        var numbers = NumbersOf(watches, rows);
        foreach (var watch in watches)
        {
            await LookAsync(tx, run, watch, numbers);
        }
    }

    /// <summary>Takes rows that were appended already, each watch by itself: one that cannot look keeps no other from it.</summary>
    public async Task LookAloneAsync(Run run, IReadOnlyList<JsonElement> rows, CancellationToken ct)
    {
        var watches = await database.ReadAsync(session => WatchesAsync(session, run), ct);
        var numbers = NumbersOf(watches, rows);
        await _watches.EachAsync(watches, watch => new WorkUnit(watch.Id, run.TeamId.Value, $"the watch of metric {watch.Metric} over run {run.Key}"),
            (watch, stop) => database.WriteAsync(async tx =>
            {
                // Either may be gone since they were looked up.
                if (await RunLookup.LockAsync(tx, run.ProjectId, run.Key) is { } locked
                    && await tx.ScalarAsync<long?>(MetricSql.Hold, new { id = watch.Id }) is not null)
                {
                    await LookAsync(tx, locked, watch, numbers);
                }
            }, stop), ct);
    }

    private Task<IReadOnlyList<Row>> WatchesAsync(DatabaseSession session, Run run) =>
        session.QueryAsync<Row>(MetricSql.ForRun, new { team = run.TeamId, project = run.ProjectId, resting = _watches.Resting });

    // Each row is gone through once, however many watches there are.
    private static Dictionary<string, List<double>> NumbersOf(IReadOnlyList<Row> watches, IReadOnlyList<JsonElement> rows)
    {
        var numbers = watches.Select(watch => watch.Metric).Distinct(StringComparer.Ordinal).ToDictionary(metric => metric, _ => new List<double>(), StringComparer.Ordinal);
        if (numbers.Count == 0)
        {
            return numbers;
        }
        foreach (var value in rows.SelectMany(row => row.EnumerateObject()).Where(value => value.Value.ValueKind == JsonValueKind.Number))
        {
            numbers.GetValueOrDefault(value.Name)?.Add(value.Value.GetDouble());
        }
        return numbers;
    }

    private async Task LookAsync(DatabaseTransaction tx, Run run, Row watch, Dictionary<string, List<double>> numbers)
    {
        var values = numbers[watch.Metric];
        if (values.Count > 0 && (watch.RunPattern is null || MetricWatches.PatternOf(watch.RunPattern).IsMatch(run.Name)))
        {
            await LookAsync(tx, run, watch, values);
        }
    }

    private async Task LookAsync(DatabaseTransaction tx, Run run, Row row, IReadOnlyList<double> values)
    {
        var kept = await tx.FirstAsync<KeptWindow>(MetricSql.FindWindow, new { watch = row.Id, run = run.Id });
        var window = new MetricWindow(row.Watch(run), JsonSerializer.Deserialize<double[]>(kept?.Recent ?? "[]")!, kept?.Last, kept?.Holds ?? false);
        var hasCrossed = false;
        foreach (var value in values)
        {
            var before = window.Last;
            if (!window.Add(value) || hasCrossed)
            {
                continue;
            }
            // Asked once: if this crossing is not the first of the day, neither is any that follows.
            hasCrossed = true;
            if (await IsFirstTodayAsync(tx, run, row.Id))
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

using System.Text.Json;
using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Access.Projects;
using Slipway.Access.Quotas;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Runs.Lifecycle;
using Slipway.Runs.Metrics;
using Slipway.Storage;

namespace Slipway.Runs.History;

/// <summary>The metrics of a run, step by step.</summary>
public sealed class HistoryOperations
{
    private const int NumbersPerQuery = 1_000;

    private readonly Database _database;
    private readonly RunLifecycle _lifecycle;
    private readonly MetricEvaluation _metrics;
    private readonly TeamStorage _storage;

    internal HistoryOperations(Database database, RunLifecycle lifecycle, MetricEvaluation metrics, TeamStorage storage)
    {
        _database = database;
        _lifecycle = lifecycle;
        _metrics = metrics;
        _storage = storage;
    }

    /// <summary>
    /// Appends rows and answers the step that follows. A row without <c>_step</c> takes the next one; a step may repeat the
    /// last one and never falls below it. All rows or none; watches of metrics see them in the same transaction. <c>quota_exceeded</c>.
    /// </summary>
    [Operation(Permission.Publish)]
    public Task<Outcome<long>> AppendAsync(Actor actor, RunAddress address, IReadOnlyList<JsonElement> given, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            var place = await _database.ReadAsync(
                session => ProjectAccess.RequireAsync(session, actor, address.Team, address.Project, Permission.Publish), ct);
            var rows = HistoryRow.Read(given);
            // Rows that cannot be kept are refused where the run is known.
            using var hold = await _storage.HoldAsync(place.Team.Id, rows.Refusal is null ? SizeOf(rows.Value) : 0, ct);
            var appended = await AppendAsync(actor, address, rows, ct);
            hold.Stored(hold.Bytes);
            return appended.Next;
        });

    /// <summary>Rows in the order of their steps; an even sample, first and last among them, where there are more than asked for.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<HistorySample>> ReadAsync(Actor actor, RunAddress address, HistoryQuery query, CancellationToken ct) =>
        _database.AskAsync(async session =>
        {
            var found = await RunLookup.RequireAsync(session, actor, address, Permission.Read);
            if (query.Samples is < 1 or > HistoryQuery.MaxSamples)
            {
                throw new RefusedException(Refusal.OfField(ErrorCodes.Invalid, "samples", $"samples is a number from 1 to {HistoryQuery.MaxSamples}."));
            }
            var run = found.Id;
            var first = await session.ScalarAsync<long?>(HistorySql.First, new { run, minStep = query.MinStep });
            var last = await session.ScalarAsync<long?>(HistorySql.Last, new { run, maxStep = query.MaxStep });
            if (first is null || last is null || last < first)
            {
                return new HistorySample([], 0, IsCut: false);
            }
            return query.Keys.Count == 0
                ? await ByNumberAsync(session, run, first.Value, last.Value, query)
                : await ByKeysAsync(session, run, first.Value, last.Value, query);
        }, ct);

    private async Task<Appended> AppendAsync(
        Actor actor, RunAddress address, Outcome<IReadOnlyList<HistoryRow>> rows, CancellationToken ct)
    {
        try
        {
            return await AppendAsync(actor, address, rows, looks: true, ct);
        }
        catch (Exception failure) when (failure is not RefusedException && !ct.IsCancellationRequested && !_database.IsAway(failure))
        {
            // Perhaps a watch that cannot look: rows are never lost by one (ADR 0011).
        }
        var written = await AppendAsync(actor, address, rows, looks: false, ct);
        await _metrics.LookAloneAsync(written.Run, ValuesOf(rows.Value), ct);
        return written;
    }

    private Task<Appended> AppendAsync(
        Actor actor, RunAddress address, Outcome<IReadOnlyList<HistoryRow>> rows, bool looks, CancellationToken ct) =>
        _database.WriteAsync(tx => AppendAsync(tx, actor, address, rows, looks), ct);

    private static long SizeOf(IReadOnlyList<HistoryRow> rows) => rows.Sum(static row => row.Size);

    private static IReadOnlyList<JsonElement> ValuesOf(IReadOnlyList<HistoryRow> rows) => [.. rows.Select(static row => row.Values)];

    private async Task<Appended> AppendAsync(
        DatabaseTransaction tx, Actor actor, RunAddress address, Outcome<IReadOnlyList<HistoryRow>> checkedRows, bool looks)
    {
        var run = await _lifecycle.RequireOpenAsync(tx, actor, address);
        var rows = checkedRows.Value;
        var next = run.NextStep;
        var stored = new List<object?[]>(rows.Count);
        foreach (var row in rows)
        {
            var number = run.HistoryRows + stored.Count;
            var step = row.Step ?? next;
            if (number > 0 && step < next - 1)
            {
                throw new RefusedException(Refusal.OfField(ErrorCodes.Invalid, $"rows[{stored.Count}].{HistoryRow.StepKey}",
                    $"The step {step} of row {stored.Count} lies before {next - 1}, the last one. Steps never fall."));
            }
            stored.Add([run.Id.Value, number, step, row.Text(step)]);
            next = step + 1;
        }
        await tx.InsertManyAsync("run_history", HistorySql.Columns, stored);
        tx.Wake(RunTopics.Changed);
        await tx.ExecuteAsync(HistorySql.Grow, new { run = run.Id, rows = run.HistoryRows + stored.Count, bytes = SizeOf(rows), nextStep = next });
        if (looks)
        {
            await _metrics.ArrivedAsync(tx, run, ValuesOf(rows));
        }
        return new Appended(run, next);
    }

    private static async Task<HistorySample> ByNumberAsync(DatabaseSession session, RunId run, long first, long last, HistoryQuery query)
    {
        var total = last - first + 1;
        var samples = await FittingAsync(session, run, first, total, query);
        var rows = new List<string>();
        foreach (var numbers in NumbersOf(first, total, samples).Chunk(NumbersPerQuery))
        {
            rows.AddRange(await session.QueryAsync<string>(HistorySql.ByNumbers, new { run, numbers }));
        }
        return new HistorySample(rows, total, IsCut: samples < query.Samples && samples < total);
    }

    private static IEnumerable<long> NumbersOf(long first, long total, int samples) =>
        EvenSample<string>.Numbers(total, samples).Select(number => first + number);

    /// <summary>How many rows may be sampled: their sizes are asked for before they are read.</summary>
    private static async Task<int> FittingAsync(DatabaseSession session, RunId run, long first, long total, HistoryQuery query)
    {
        var samples = (int)Math.Min(query.Samples, total);
        while (samples > 1)
        {
            long size = 0;
            foreach (var numbers in NumbersOf(first, total, samples).Chunk(NumbersPerQuery))
            {
                size += (await session.QueryAsync<Sized>(HistorySql.SizesByNumbers, new { run, numbers })).Sum(row => row.Size);
            }
            if (size <= query.Bytes)
            {
                break;
            }
            // Others are sampled then, which may be larger: at least a tenth fewer each time, so that it ends.
            samples = (int)Math.Max(1, Math.Min(samples * 0.9, samples * ((double)query.Bytes / size)));
        }
        return samples;
    }

    private static async Task<HistorySample> ByKeysAsync(DatabaseSession session, RunId run, long first, long last, HistoryQuery query)
    {
        var keys = query.Keys.ToHashSet(StringComparer.Ordinal);
        var sample = new EvenSample<string>(query.Samples, query.Bytes, static row => row.Length);
        await foreach (var row in session.StreamAsync<string>(HistorySql.Between, new { run, first, last }))
        {
            if (HistoryRow.Project(row, keys) is { } wanted)
            {
                sample.Add(wanted);
            }
        }
        var rows = sample.Take();
        return new HistorySample(rows, sample.Total, IsCut: rows.Count < query.Samples && rows.Count < sample.Total);
    }

    private sealed record Sized
    {
        public long Size { get; init; }
    }

    private sealed record Appended(Run Run, long Next);
}

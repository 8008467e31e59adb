using Slipway.Access;
using Slipway.Rest;
using Slipway.Runs.Artifacts;
using Slipway.Storage;

namespace Slipway.Runs.Records;

/// <summary>Reads a page of runs: first who they are and what they weigh, then as many as may be in one answer.</summary>
internal static class RunListing
{
    public static async Task<RunList> ReadAsync(DatabaseSession session, ProjectId project, RunFilter filter, RunSort? sort, PageRequest page)
    {
        var found = sort is null ? await NewestAsync(session, project, filter, page) : await SortedAsync(session, project, filter, sort, page);
        var count = Page.Fitting(found.Take(page.Limit).Select(row => row.Size), RunList.MaxBytes);
        if (count == 0)
        {
            return new RunList([], null);
        }
        long[] ids = [.. found.Take(count).Select(row => row.Id)];
        var runs = (await session.QueryAsync<Run>($"{RunSql.Select} where id in @ids and deleted_at is null", new { ids })).ToDictionary(run => run.Id.Value);
        var uses = (await RunArtifacts.OfRunsAsync(session, [.. runs.Values.Select(run => run.Id)])).ToLookup(use => use.RunId);
        return new RunList(
            [.. ids.Where(runs.ContainsKey).Select(id => new RunDetail(runs[id], [.. uses[runs[id].Id]]))],
            count == found.Count ? null : sort is null ? ids[^1] : page.Offset + count);
    }

    private static Task<IReadOnlyList<Weighed>> NewestAsync(DatabaseSession session, ProjectId project, RunFilter filter, PageRequest page) =>
        session.QueryAsync<Weighed>(filter.Sql, new
        {
            project,
            before = page.Before,
            fetch = page.Fetch,
            state = filter.State,
            tag = filter.TagText,
            pattern = filter.Pattern,
        });

    private static async Task<IReadOnlyList<Weighed>> SortedAsync(
        DatabaseSession session, ProjectId project, RunFilter filter, RunSort sort, PageRequest page)
    {
        var rows = await session.QueryAsync<SortedRuns.Row>(filter.SortedBy(sort), new
        {
            project,
            most = RunSort.MostRuns,
            state = filter.State,
            tag = filter.TagText,
            pattern = filter.Pattern,
            key = sort.Key,
            path = $"$.\"{sort.Key}\"",
        });
        long[] ids = [.. SortedRuns.Of(rows, sort.Falls).Skip(page.Offset).Take(page.Fetch)];
        if (ids.Length == 0)
        {
            return [];
        }
        var sizes = (await session.QueryAsync<Weighed>(RunFilterSql.Sizes, new { ids }))
            .ToDictionary(row => row.Id);
        return [.. ids.Where(sizes.ContainsKey).Select(id => sizes[id])];
    }

    private sealed record Weighed
    {
        public long Id { get; init; }
        public long Size { get; init; }
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Access;
using Slipway.Api.Runs;
using Slipway.Rest;
using Slipway.Runs.History;

namespace Slipway.Runs.Http;

/// <summary>The metrics of a run.</summary>
internal static class HistoryEndpoints
{
    private const string History = "/teams/{team}/projects/{project}/runs/{run}/history";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(History, async (
            Actor actor, string team, string project, string run, AppendHistoryRequest body, HistoryOperations history, CancellationToken ct) =>
            (await history.AppendAsync(actor, new RunAddress(team, project, run), body.Rows, ct))
                .Map(next => new AppendHistoryResponse { NextStep = next }).ToOk())
            .WithTags("Runs").Produces<AppendHistoryResponse>().WithName("AppendHistory").WithSummary("Appends values, a row for each step.");

        routes.MapGet(History, ReadAsync).WithTags("Runs").Produces<HistoryResponse>()
            .WithName("GetHistory").WithSummary("Values in the order of their steps; an even sample where there are more than asked for.");
    }

    private static async Task<IResult> ReadAsync(
        Actor actor, string team, string project, string run, string[]? keys, long? minStep, long? maxStep, int? samples,
        HistoryOperations history, CancellationToken ct)
    {
        var query = new HistoryQuery
        {
            Keys = keys ?? [],
            MinStep = minStep ?? 0,
            MaxStep = maxStep ?? long.MaxValue,
            Samples = samples ?? HistoryQuery.DefaultSamples,
        };
        return (await history.ReadAsync(actor, new RunAddress(team, project, run), query, ct)).ToHttp(static sample => new HistoryResult(sample));
    }
}

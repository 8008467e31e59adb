using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Access;
using Slipway.Api;
using Slipway.Api.Runs;
using Slipway.Rest;
using Slipway.Runs.Records;

namespace Slipway.Runs.Http;

/// <summary>Runs of a project.</summary>
internal static class RunEndpoints
{
    private const string Runs = "/teams/{team}/projects/{project}/runs";
    private const string Run = Runs + "/{run}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Runs, async (
            Actor actor, string team, string project, CreateRunRequest body, RunOperations runs, CancellationToken ct) =>
            (await runs.CreateAsync(actor, team, project, body, ct)).ToHttp(Answer))
            .WithTags("Runs").Produces<RunResponse>(StatusCodes.Status201Created).Produces<RunResponse>()
            .WithName("CreateRun").WithSummary("Starts a run; one that was prepared under that id begins, which answers 200.");

        routes.MapGet(Runs, ListAsync).WithTags("Runs").Produces<PageResponse<RunResponse>>()
            .WithName("ListRuns").WithSummary("Lists runs: by state, by tag, by part of their name or id; newest first, or sorted by a column, as -summary.loss.");

        routes.MapGet(Run, async (Actor actor, string team, string project, string run, RunOperations runs, CancellationToken ct) =>
            (await runs.GetAsync(actor, new RunAddress(team, project, run), ct)).Map(RunResponses.Of).ToOk())
            .WithTags("Runs").Produces<RunResponse>().WithName("GetRun").WithSummary("One run.");

        routes.MapPatch(Run, async (
            Actor actor, string team, string project, string run, PatchRunRequest body, RunOperations runs, CancellationToken ct) =>
            (await runs.UpdateAsync(actor, new RunAddress(team, project, run), body, ct)).Map(RunResponses.Of).ToOk())
            .WithTags("Runs").Produces<RunResponse>().WithName("PatchRun").WithSummary("Changes what is said of a run; config and summary are merged key by key.");

        routes.MapDelete(Run, async (Actor actor, string team, string project, string run, RunOperations runs, CancellationToken ct) =>
            (await runs.DeleteAsync(actor, new RunAddress(team, project, run), ct)).ToNoContent())
            .WithTags("Runs").Produces(StatusCodes.Status204NoContent).WithName("DeleteRun").WithSummary("Deletes a run that has ended, with its metrics, log and files.");

        routes.MapPost(Run + "/heartbeat", async (Actor actor, string team, string project, string run, RunOperations runs, CancellationToken ct) =>
            (await runs.BeatAsync(actor, new RunAddress(team, project, run), ct)).ToNoContent())
            .WithTags("Runs").Produces(StatusCodes.Status204NoContent).WithName("BeatRun").WithSummary("The run still goes on; 409 run_ended tells it to stop.");

        routes.MapPost(Run + "/finish", async (
            Actor actor, string team, string project, string run, FinishRunRequest body, RunOperations runs, CancellationToken ct) =>
            (await runs.FinishAsync(actor, new RunAddress(team, project, run), body.ExitCode, ct)).Map(RunResponses.Of).ToOk())
            .WithTags("Runs").Produces<RunResponse>().WithName("FinishRun").WithSummary("The run ended: finished with exit code 0, failed with any other.");

        routes.MapPost(Run + "/kill", async (Actor actor, string team, string project, string run, RunOperations runs, CancellationToken ct) =>
            (await runs.KillAsync(actor, new RunAddress(team, project, run), ct)).Map(RunResponses.Of).ToOk())
            .WithTags("Runs").Produces<RunResponse>().WithName("KillRun").WithSummary("Ends a run that nobody launched; a launched one is ended by cancelling its queue item.");
    }

    private static async Task<IResult> ListAsync(
        Actor actor, string team, string project, string? state, string? tag, string? search, string? sort, int? limit, string? cursor,
        RunOperations runs, CancellationToken ct)
    {
        var page = PageRequest.From(limit, cursor).Value;
        var order = RunSort.Read(sort).Value;
        return (await runs.ListAsync(actor, team, project, new RunFilter(state, tag, search), order, page, ct))
            .Map(found => Page.Of(found.Runs, found.Next, RunResponses.Of)).ToOk();
    }

    private static IResult Answer(StartedRun started)
    {
        var run = started.Detail.Run;
        var body = RunResponses.Of(started.Detail);
        return started.IsNew
            ? TypedResults.Created(RunResponses.PathOf(new RunAddress(run.TeamName, run.ProjectName, run.Key)), body)
            : TypedResults.Ok(body);
    }
}

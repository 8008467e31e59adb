using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Access;
using Slipway.Api;
using Slipway.Api.Jobs;
using Slipway.Launch.Jobs;
using Slipway.Registry.Artifacts;
using Slipway.Registry.Collections;
using Slipway.Rest;

namespace Slipway.Launch.Http;

internal static class JobEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var jobs = routes.MapGroup("/teams/{team}/projects/{project}/jobs").WithTags("Jobs");
        jobs.MapPost("", CreateAsync).WithName("CreateJob").WithSummary("Makes a version of a job: an image, an artifact or a commit, and how it is started.").Produces<JobVersionResponse>(StatusCodes.Status201Created);
        jobs.MapGet("", ListAsync).WithName("ListJobs").WithSummary("Lists the jobs of a project.").Produces<PageResponse<JobResponse>>();
        jobs.MapGet("/{name}/versions", ListVersionsAsync).WithName("ListJobVersions").WithSummary("Lists the versions of a job.").Produces<PageResponse<JobVersionResponse>>();
        jobs.MapGet("/{name}/versions/{version}", GetAsync).WithName("GetJobVersion").WithSummary("One version of a job, by v3, latest or an alias.").Produces<JobVersionResponse>();
    }

    private static async Task<IResult> CreateAsync(
        Actor actor, string team, string project, CreateJobRequest request, JobOperations operations, CancellationToken ct) =>
        (await operations.CreateAsync(actor, team, project, request, ct)).ToHttp(job => TypedResults.Created(
            $"/api/v1/teams/{Uri.EscapeDataString(team)}/projects/{Uri.EscapeDataString(project)}/jobs/{Uri.EscapeDataString(request.Name)}"
            + $"/versions/{job.Version.Member.Version}", Of(job)));

    private static async Task<IResult> ListAsync(
        Actor actor, string team, string project, int? limit, string? cursor, JobOperations operations, CancellationToken ct)
    {
        var page = PageRequest.From(limit, cursor).Value;
        return (await operations.ListAsync(actor, team, project, page, ct))
            .Map(rows => Page.Of(rows, page, row => row.Id.Value, Of)).ToOk();
    }

    private static async Task<IResult> ListVersionsAsync(
        Actor actor, string team, string project, string name, int? limit, string? cursor, JobOperations operations, CancellationToken ct)
    {
        var page = PageRequest.From(limit, cursor).Value;
        return (await operations.ListVersionsAsync(actor, team, project, name, page, ct))
            .Map(rows => Page.Of(rows, page, row => row.Version.Member.Id.Value, Of)).ToOk();
    }

    private static async Task<IResult> GetAsync(
        Actor actor, string team, string project, string name, string version, JobOperations operations, CancellationToken ct) =>
        (await operations.GetAsync(actor, team, project, name, version, ct)).Map(Of).ToOk();

    private static JobResponse Of(ArtifactRow row) => new()
    {
        Team = row.TeamName,
        Project = row.ProjectName,
        Name = row.Name,
        Version = VersionReference.Text(row.LatestIndex)!,
        Description = row.Description,
        CreatedAt = row.CreatedAt,
    };

    private static JobVersionResponse Of(JobVersion job) => new()
    {
        Id = job.Version.Source.Id.ToString(),
        Team = job.Version.Collection.TeamName,
        Project = job.Version.Collection.ProjectName,
        Name = job.Version.Collection.Name,
        Version = job.Version.Member.Version,
        Aliases = job.Version.AliasNames,
        Source = job.Source,
        Inputs = job.Inputs,
        Description = job.Version.Source.Description,
        CreatedAt = job.Version.Source.CreatedAt,
        CreatedBy = job.Version.Source.CreatedBy,
    };
}

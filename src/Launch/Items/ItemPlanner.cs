using Slipway.Access;
using Slipway.Access.Projects;
using Slipway.Api;
using Slipway.Api.Agents;
using Slipway.Api.Jobs;
using Slipway.Api.Queues;
using Slipway.Launch.Jobs;
using Slipway.Launch.Queues;
using Slipway.Registry;
using Slipway.Registry.Artifacts;
using Slipway.Registry.Collections;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Launch.Items;

/// <summary>From a request to an item that only has to be written. Reads, and writes nothing.</summary>
internal sealed class ItemPlanner(JobDefinitions definitions)
{
    /// <summary>
    /// The plan, or why not: <c>project_missing</c>, <c>job_missing</c>, <c>job_invalid</c>, <c>override_invalid</c>,
    /// <c>variable_missing</c>, <c>variable_invalid</c>, <c>argument_refused</c>, <c>resource_invalid</c>, <c>invalid</c>.
    /// </summary>
    public async Task<ItemPlan> PlanAsync(DatabaseSession session, Actor actor, NewItem item, Queue queue, CancellationToken ct)
    {
        var request = item.Request;
        Refuse.If(OverrideCheck.CheckRequest(request));
        if (request.Project == RegistryNames.DefaultRegistry || await ProjectLookup.FindAsync(session, item.Team, request.Project) is not { } project)
        {
            throw new RefusedException(Refusal.OfField(ErrorCodes.ProjectMissing, "project",
                $"Team '{item.Team.Name}' has no project '{request.Project}' for runs. A run goes to a project of the queue's team other than {RegistryNames.DefaultRegistry}."));
        }
        var job = await FindJobAsync(session, actor, request, ct);
        var (source, inputsSchema) = (job.Definition.Source, job.Definition.Inputs);
        string[] command = [.. request.Overrides?.EntryPoint ?? source.EntryPoint ?? [], .. request.Overrides?.Args ?? source.Args ?? []];
        Refuse.If(OverrideCheck.Check(request.Overrides, inputsSchema) ?? OverrideCheck.CheckSource(source, queue.Settings.Resource, command));
        var asked = new AskedArguments { ResourceArgs = request.ResourceArgs, TemplateVariables = request.TemplateVariables };
        var arguments = asked.MergedWith(queue.Settings).Value;
        var inputs = new ItemInputs(session, actor);
        var config = await inputs.OfConfigAsync(request.Overrides?.RunConfig);
        await inputs.AddAsync(request.Overrides?.Artifacts);
        var code = await CodeAsync(session, actor, source);
        var spec = new AttemptSpecBody
        {
            Id = "",
            Item = "",
            Attempt = 0,
            Fence = 0,
            Team = item.Team.Name,
            Queue = queue.Name,
            Project = project.Name,
            Run = "",
            RunName = request.RunName,
            Author = actor.Name,
            Resource = queue.Settings.Resource,
            ResourceArgs = arguments,
            Job = job.Reference,
            SourceType = source.Type,
            CodeArtifact = source.Artifact,
            Remote = source.Remote,
            Commit = source.Commit,
            Image = source.Image,
            Command = command,
            RunConfig = config,
            Inputs = inputs.References,
            StartTimeoutSeconds = queue.Settings.StartTimeoutSeconds,
            RunTimeoutSeconds = queue.Settings.RunTimeoutSeconds,
            CancelGraceSeconds = queue.Settings.CancelGraceSeconds,
            KillAtLeaseEnd = queue.Settings.LostPolicy == LostPolicy.Retry,
            JobKey = "",
        };
        Refuse.If(OverrideCheck.CheckSize(spec, request.Overrides));
        return new ItemPlan
        {
            Team = item.Team,
            Queue = queue,
            Project = project,
            Spec = spec,
            Asked = asked,
            JobVersionId = job.Id.Value,
            Readable = [.. inputs.Names.Keys.Append(job.Id.Value).Concat(code is { } id ? [id] : []).Distinct()],
            Lineage = inputs.Names,
            Priority = request.Priority ?? queue.Settings.DefaultPriority,
            By = actor.Name,
            DedupeKey = request.DedupeKey,
            NotBefore = request.NotBefore,
            Cause = item.Cause,
            Depth = item.Depth,
        };
    }

    private async Task<FoundJob> FindJobAsync(DatabaseSession session, Actor actor, EnqueueItemRequest request, CancellationToken ct)
    {
        var named = await JobLookup.RequireAsync(session, actor, request.Job, request.JobVersion);
        return await definitions.FindAsync(session, named.Id, ct) is { } definition
            ? new FoundJob(named.Id, named.Reference, definition)
            : throw new RefusedException(Refusal.OfField(ErrorCodes.JobInvalid, "job", $"'{named.Reference}' has no {JobDefinition.FileName} that can be read."));
    }

    /// <summary>The number of the code artifact's version; null when the code is none.</summary>
    private static async Task<long?> CodeAsync(DatabaseSession session, Actor actor, JobSourceBody source)
    {
        if (source.Type != JobSources.Artifact)
        {
            return null;
        }
        var found = await Refuse.InOtherWordsAsync(() => ResolveOperations.LocateAsync(session, actor, ArtifactReference.Parse(source.Artifact).Value),
            refusal => Refusal.OfField(ErrorCodes.JobInvalid, "job", $"The job's code cannot be read: {refusal.Detail}"));
        return found.Source.Id.Value;
    }

    private sealed record FoundJob(ArtifactVersionId Id, string Reference, JobDefinition Definition);
}

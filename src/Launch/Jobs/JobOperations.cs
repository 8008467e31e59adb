using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Access.Projects;
using Slipway.Api;
using Slipway.Api.Jobs;
using Slipway.Registry;
using Slipway.Registry.Artifacts;
using Slipway.Registry.Collections;
using Slipway.Registry.Memberships;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Launch.Jobs;

/// <summary>Jobs (M16): artifacts of type <c>job</c>, whose versions say what to run.</summary>
public sealed class JobOperations
{
    private readonly Database _database;
    private readonly InlinePublication _publication;
    private readonly MembershipOperations _versions;
    private readonly JobDefinitions _definitions;

    internal JobOperations(Database database, InlinePublication publication, MembershipOperations versions, JobDefinitions definitions)
    {
        _database = database;
        _publication = publication;
        _versions = versions;
        _definitions = definitions;
    }

    /// <summary>
    /// Makes a job or the next version of it; what equals the newest version answers that one. A code artifact given by
    /// name is resolved now, to the version it names for ever. <c>job_invalid</c>, <c>not_found</c>, and what publishing refuses.
    /// </summary>
    [Operation(Permission.Publish)]
    public Task<Outcome<JobVersion>> CreateAsync(
        Actor actor, string team, string project, CreateJobRequest request, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            var source = await _database.ReadAsync(session => ResolveAsync(session, actor, team, request), ct);
            var definition = new JobDefinition { Source = source, Inputs = request.Inputs };
            var address = CollectionAddress.OfArtifact(team, project, request.Name);
            var published = (await _publication.PublishAsync(actor, address, RegistryNames.JobType, request.Description, request.Aliases,
                new Dictionary<string, byte[]>(StringComparer.Ordinal) { [JobDefinition.FileName] = definition.ToFile() }, ct)).Value;
            return (await GetAsync(actor, team, project, request.Name, published.Version, ct)).Value;
        });

    /// <summary>The jobs of a project, newest first; up to <see cref="PageRequest.Fetch"/> of them. Those without a version are left out.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<ArtifactRow>>> ListAsync(Actor actor, string teamName, string projectName, PageRequest page, CancellationToken ct) =>
        _database.AskAsync<IReadOnlyList<ArtifactRow>>(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            return await ProjectLookup.FindAsync(session, team, projectName) is { } project
                ? await ArtifactOperations.ListOfTypeAsync(session, project.Id, RegistryNames.JobType, page)
                : throw new RefusedException(new Refusal(ErrorCodes.NotFound, $"Team '{teamName}' has no project '{projectName}'."));
        }, ct);

    /// <summary>The versions of a job, newest first; up to <see cref="PageRequest.Fetch"/> of them. What cannot be read as a job is left out.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<JobVersion>>> ListVersionsAsync(
        Actor actor, string team, string project, string name, PageRequest page, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            var found = (await _versions.ListAsync(actor, CollectionAddress.OfArtifact(team, project, name), page, ct)).Value;
            if (found.FirstOrDefault() is { } first && first.Collection.Type != RegistryNames.JobType)
            {
                throw new RefusedException(NoJob(team, project, name));
            }
            return await _database.ReadAsync<IReadOnlyList<JobVersion>>(async session =>
            {
                var jobs = new List<JobVersion>();
                foreach (var version in found)
                {
                    if (await ReadAsync(session, version, ct) is { } job)
                    {
                        jobs.Add(job);
                    }
                }
                return jobs;
            }, ct);
        });

    /// <summary>One version of a job; <c>not_found</c>, <c>job_invalid</c>.</summary>
    /// <param name="version"><c>v3</c>, <c>latest</c> or an alias.</param>
    [Operation(Permission.Read)]
    public Task<Outcome<JobVersion>> GetAsync(Actor actor, string team, string project, string name, string version, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            var found = (await _versions.GetAsync(actor, CollectionAddress.OfArtifact(team, project, name), version, ct)).Value;
            if (found.Collection.Type != RegistryNames.JobType)
            {
                throw new RefusedException(NoJob(team, project, name));
            }
            return await _database.ReadAsync(session => ReadAsync(session, found, ct), ct) ?? throw new RefusedException(new Refusal(ErrorCodes.JobInvalid, $"'{team}/{project}/{name}:{version}' has no {JobDefinition.FileName} that can be read."));
        });

    private async Task<JobVersion?> ReadAsync(DatabaseSession session, MemberVersion version, CancellationToken ct) =>
        await _definitions.FindAsync(session, version.Source.Id, ct) is { } definition
            ? new JobVersion { Version = version, Source = definition.Source, Inputs = definition.Inputs }
            : null;

    private static async Task<JobSourceBody> ResolveAsync(DatabaseSession session, Actor actor, string team, CreateJobRequest request)
    {
        await TeamAccess.RequireAsync(session, actor, team, Permission.Publish);
        Refuse.If(JobDefinition.Check(request.Source, request.Inputs));
        if (request.Source.Type != JobSources.Artifact)
        {
            // Git takes a hash in capitals as the same commit; agents take the one spelling.
            return request.Source with { Commit = request.Source.Commit?.ToLowerInvariant() };
        }
        var reference = ArtifactReference.Parse(request.Source.Artifact).Value;
        var code = await Refuse.InOtherWordsAsync(() => ResolveOperations.LocateAsync(session, actor, reference),
            refusal => Refusal.OfField(ErrorCodes.JobInvalid, "source.artifact", $"The code artifact cannot be used: {refusal.Detail}"));
        return request.Source with { Artifact = code.Source.Id.ToReference() };
    }

    private static Refusal NoJob(string team, string project, string name) =>
        new(ErrorCodes.NotFound, $"'{team}/{project}/{name}' is no job: its type is another.");
}

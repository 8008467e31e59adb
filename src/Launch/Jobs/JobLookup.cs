using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Registry;
using Slipway.Registry.Artifacts;
using Slipway.Registry.Collections;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Launch.Jobs;

/// <summary>A version of a job that somebody named.</summary>
/// <param name="Id">The artifact version.</param>
/// <param name="Reference"><c>team/project/job:v3</c>.</param>
public sealed record NamedJob(ArtifactVersionId Id, string Reference);

/// <summary>Finds jobs for those who name them.</summary>
public static class JobLookup
{
    /// <summary>The version as it stands now, if the actor may read it; else <c>job_missing</c>, naming <c>job</c> or <c>jobVersion</c>.</summary>
    /// <param name="job"><c>team/project/job</c>.</param>
    /// <param name="version">A version or alias; null for what <paramref name="job"/> says, else the newest.</param>
    public static async Task<NamedJob> RequireAsync(DatabaseSession session, Actor actor, string job, string? version)
    {
        var parsed = ArtifactReference.Parse(job, "job");
        if (parsed.Refusal is not null || parsed.Value.VersionId is not null)
        {
            throw new RefusedException(Missing(parsed.Refusal?.Detail ?? "Name the job as team/project/job."));
        }
        var address = parsed.Value.Collection;
        var collection = await Refuse.InOtherWordsAsync(
            () => CollectionLookup.RequireAsync(session, actor, address, Permission.Read), _ => Missing($"There is no job '{address}' that you may read."));
        if (collection.Type != RegistryNames.JobType)
        {
            throw new RefusedException(Missing($"'{address}' is no job: it holds versions of type '{collection.Type}'."));
        }
        var found = await Refuse.InOtherWordsAsync(() => MembershipLookup.RequireAsync(session, collection, version ?? parsed.Value.VersionText),
            refusal => Refusal.OfField(ErrorCodes.JobMissing, "jobVersion", refusal.Detail));
        return new NamedJob(found.ArtifactVersionId, $"{collection.Path}:{found.Version}");
    }

    private static Refusal Missing(string detail) => Refusal.OfField(ErrorCodes.JobMissing, "job", detail);
}

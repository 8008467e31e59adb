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
    public static async Task<Outcome<NamedJob>> RequireAsync(DatabaseSession session, Actor actor, string job, string? version)
    {
        var parsed = ArtifactReference.Parse(job, "job");
        if (parsed.IsRefused(out var unreadable) || parsed.Value.VersionId is not null)
        {
            return Refusal.OfField(ErrorCodes.JobMissing, "job", unreadable?.Detail ?? "Name the job as team/project/job.");
        }
        var address = parsed.Value.Collection;
        var collection = await CollectionLookup.RequireAsync(session, actor, address, Permission.Read);
        if (collection.IsRefused(out var refusal) || collection.Value.Type != RegistryNames.JobType)
        {
            return Refusal.OfField(ErrorCodes.JobMissing, "job",
                refusal is null ? $"'{address}' is no job: it holds versions of type '{collection.Value.Type}'." : $"There is no job '{address}' that you may read.");
        }
        var found = await MembershipLookup.RequireAsync(session, collection.Value, version ?? parsed.Value.VersionText);
        return found.IsRefused(out refusal)
            ? Refusal.OfField(ErrorCodes.JobMissing, "jobVersion", refusal.Detail)
            : new NamedJob(found.Value.ArtifactVersionId, $"{collection.Value.Path}:{found.Value.Version}");
    }
}

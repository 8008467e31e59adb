using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Registry.Artifacts;
using Slipway.Registry.Collections;
using Slipway.Registry.Memberships;
using Slipway.Registry.Versions;
using Slipway.Rest;
using Slipway.Runs;
using Slipway.Runs.Artifacts;
using Slipway.Runs.Lifecycle;
using Slipway.Storage;

namespace Slipway.Registry.Lineage;

/// <summary>Where versions come from, and what used them.</summary>
public sealed class LineageOperations(Database database)
{
    public const int MaxRuns = 200;
    public const int MaxInputs = 500;
    public const int MaxUsedAsLength = 256;

    /// <summary>
    /// The artifact version behind a version, every registered version that was linked from it, the run that made it with
    /// what that run used, and the runs that used it; of those in a team that the actor sees. <c>not_found</c> with what
    /// there is instead.
    /// </summary>
    /// <param name="version"><c>v3</c>, <c>latest</c> or an alias.</param>
    [Operation(Permission.Read)]
    public Task<Outcome<LineageGraph>> GetAsync(Actor actor, CollectionAddress address, string version, CancellationToken ct) =>
        database.AskAsync(async session =>
        {
            var collection = await CollectionLookup.RequireAsync(session, actor, address, Permission.Read);
            var member = await MembershipLookup.RequireAsync(session, collection, version);
            var source = await VersionLookup.FindByIdAsync(session, member.ArtifactVersionId);
            if (source is not { State: ArtifactVersionState.Committed, VersionIndex: not null })
            {
                throw new RefusedException(new Refusal(ErrorCodes.NotFound, $"'{address}:{version}' was deleted meanwhile."));
            }
            var drawing = new LineageDrawing(source);
            drawing.AddLinks((await MembershipOperations.LinksOfAsync(session, source.Id)).Where(link => actor.Sees(link.TeamId)));
            await AddRunsAsync(session, actor, drawing, source);
            return drawing.Graph;
        }, ct);

    /// <summary>
    /// Notes that a run used a version that the actor may read; noting it again changes nothing. Answers the version's
    /// number.
    /// </summary>
    /// <param name="reference">Any reference.</param>
    /// <param name="usedAs">The name under which the run knows it; null for none.</param>
    [Operation(Permission.Publish)]
    public Task<Outcome<ArtifactVersionId>> UseAsync(Actor actor, RunAddress address, string reference, string? usedAs, CancellationToken ct) =>
        database.ChangeAsync(async tx =>
        {
            var run = await RunLookup.RequireLockedAsync(tx, actor, address, Permission.Publish);
            Refuse.If(RegistryNames.CheckText(usedAs, MaxUsedAsLength, "usedAs"));
            var found = await ResolveOperations.FindAsync(tx, actor, reference);
            await RunLifecycle.AddInputAsync(tx, run.Id, found.Source.Id.Value, usedAs);
            return found.Source.Id;
        }, ct);

    /// <summary>What a run used and made, in the order in which it was noted; of those in a team that the actor sees.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<RunUse>>> OfRunAsync(Actor actor, RunAddress address, CancellationToken ct) =>
        database.AskAsync<IReadOnlyList<RunUse>>(async session =>
        {
            var run = await RunLookup.RequireAsync(session, actor, address, Permission.Read);
            var uses = await RunArtifacts.OfRunsAsync(session, [run.Id]);
            var versions = (await VersionLookup.FindManyAsync(session, [.. uses.Select(use => new ArtifactVersionId(use.ArtifactVersionId)).Distinct()]))
                .Where(version => version.VersionIndex is not null && actor.Sees(version.TeamId)).ToDictionary(version => version.Id.Value);
            return [
                .. uses.Where(use => versions.ContainsKey(use.ArtifactVersionId))
                    .Select(use => new RunUse(use.UseKind, versions[use.ArtifactVersionId], use.UsedAs)),
            ];
        }, ct);

    private static async Task AddRunsAsync(DatabaseSession session, Actor actor, LineageDrawing drawing, ArtifactVersion source)
    {
        var uses = await RunArtifacts.OfVersionAsync(session, source.Id.Value, MaxRuns);
        var runs = (await RunArtifacts.NamesAsync(session, [.. uses.Select(use => use.RunId).Distinct()]))
            .Where(run => actor.Sees(run.TeamId)).ToDictionary(run => run.Id);
        var makers = uses.Where(use => use.UseKind == UseKind.Output && runs.ContainsKey(use.RunId)).Select(use => use.RunId).ToArray();
        var inputs = (await RunArtifacts.OfRunsAsync(session, makers))
            .Where(use => use.UseKind == UseKind.Input && use.ArtifactVersionId != source.Id.Value).Take(MaxInputs).ToArray();
        var versions = (await VersionLookup.FindManyAsync(session, [.. inputs.Select(use => new ArtifactVersionId(use.ArtifactVersionId)).Distinct()]))
            .Where(version => version.VersionIndex is not null && actor.Sees(version.TeamId)).ToDictionary(version => version.Id.Value);
        foreach (var use in uses.Concat(inputs))
        {
            var version = use.ArtifactVersionId == source.Id.Value ? source : versions.GetValueOrDefault(use.ArtifactVersionId);
            if (version is not null && runs.TryGetValue(use.RunId, out var run))
            {
                drawing.AddUse(run, version, use.UseKind);
            }
        }
    }
}

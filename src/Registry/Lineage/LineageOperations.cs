using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Registry.Collections;
using Slipway.Registry.Memberships;
using Slipway.Registry.Versions;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Registry.Lineage;

/// <summary>Where versions come from. Runs, and what they used, join the graph with the room that holds them.</summary>
public sealed class LineageOperations(Database database)
{
    /// <summary>
    /// The artifact version behind a version, and every registered version that was linked from it in a team that the
    /// actor sees; <c>not_found</c> with what there is instead.
    /// </summary>
    /// <param name="version"><c>v3</c>, <c>latest</c> or an alias.</param>
    [Operation(Permission.Read)]
    public Task<Outcome<LineageGraph>> GetAsync(Actor actor, CollectionAddress address, string version, CancellationToken ct) =>
        database.ReadAsync<Outcome<LineageGraph>>(async session =>
        {
            var collection = await CollectionLookup.RequireAsync(session, actor, address, Permission.Read);
            if (collection.IsRefused(out var refusal))
            {
                return refusal;
            }
            var member = await MembershipLookup.RequireAsync(session, collection.Value, version);
            if (member.IsRefused(out refusal))
            {
                return refusal;
            }
            var source = await VersionLookup.FindByIdAsync(session, member.Value.ArtifactVersionId);
            if (source is not { State: ArtifactVersionState.Committed, VersionIndex: not null })
            {
                return new Refusal(ErrorCodes.NotFound, $"'{address}:{version}' was deleted meanwhile.");
            }
            var links = await MembershipOperations.LinksOfAsync(session, source.Id);
            return Draw(source, links.Where(link => actor.Sees(link.TeamId)));
        }, ct);

    private static LineageGraph Draw(ArtifactVersion source, IEnumerable<VersionLink> links)
    {
        var origin = new LineageNode($"artifactVersion:{source.Id}", LineageNodeKind.ArtifactVersion, source.SourceName, source.Type);
        LineageNode[] linked =
        [
            .. links.Select(link => new LineageNode(
                $"registeredVersion:{link.MembershipId}", LineageNodeKind.RegisteredVersion, link.Reference, source.Type)),
        ];
        return new LineageGraph([origin, .. linked], [.. linked.Select(node => new LineageEdge(origin.Id, node.Id))]);
    }
}

using System.Globalization;
using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Access.Projects;
using Slipway.Registry.Collections;
using Slipway.Registry.Memberships;

namespace Slipway.ProviderTests.Pairs;

/// <summary>Versions published as rows, without files.</summary>
internal static class PairVersions
{
    private const string Insert =
        """
        insert into artifact_versions (team_id, collection_id, state, listed, digest, description, metadata, aliases, size, file_count,
                                       created_at, created_by, touched_at, committed_at)
        values (@team, @collection, 'committed', @yes, @digest, null, null, '[]', 5, 1, slipway_now(), 'ann', slipway_now(), slipway_now())
        returning id
        """;

    /// <summary>Commits versions of the artifact <c>source</c>.</summary>
    public static Task PublishAsync(PairStage stage, int count) => stage.Room.Database.WriteAsync(async tx =>
    {
        var team = await TeamAccess.RequireAsync(tx, stage.Admin, stage.Team, Permission.Publish);
        var project = (await ProjectLookup.FindAsync(tx, team, PairStage.Project))!;
        var artifact = await stage.Get<CollectionOperations>().EnsureArtifactAsync(tx, stage.Admin, team, project, "source", "model");
        for (var version = 0; version < count; version++)
        {
            var id = await tx.ScalarAsync<long>(Insert,
                new { team = team.Id, collection = artifact.Id, yes = true, digest = version.ToString("x64", CultureInfo.InvariantCulture) });
            _ = await stage.Get<MembershipOperations>().AddAsync(tx, stage.Admin, artifact, new ArtifactVersionId(id), []);
        }
    }, default);
}

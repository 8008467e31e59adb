using Slipway.Registry.Collections;
using Slipway.Storage;

namespace Slipway.Registry.Versions;

/// <summary>Finds artifact versions for operations that check the actor themselves.</summary>
public static class VersionLookup
{
    private const string ById = $"{VersionLookupSql.Columns} where v.id = @id";
    private const string ByIds = $"{VersionLookupSql.Columns} where v.id in @ids and v.state = 'committed'";
    private const string ByIndex = $"{VersionLookupSql.Columns} where m.collection_id = @collection and m.version_index = @index and v.state = 'committed'";

    /// <summary>The version in whatever state, or null when there is none.</summary>
    public static Task<ArtifactVersion?> FindByIdAsync(DatabaseSession session, ArtifactVersionId id) =>
        session.FirstAsync<ArtifactVersion>(ById, new { id });

    /// <summary>The committed ones among these, in no order.</summary>
    public static Task<IReadOnlyList<ArtifactVersion>> FindManyAsync(DatabaseSession session, IReadOnlyCollection<ArtifactVersionId> ids) =>
        ids.Count == 0
            ? Task.FromResult<IReadOnlyList<ArtifactVersion>>([])
            : session.QueryAsync<ArtifactVersion>(ByIds, new { ids = ids.Select(id => id.Value).ToArray() });

    /// <summary>Version <c>vN</c> of an artifact, or null when it has none of that number.</summary>
    public static Task<ArtifactVersion?> FindByIndexAsync(DatabaseSession session, CollectionId collection, int index) =>
        session.FirstAsync<ArtifactVersion>(ByIndex, new { collection, index });
}

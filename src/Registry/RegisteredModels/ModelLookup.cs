using Slipway.Access;
using Slipway.Registry.Aliases;
using Slipway.Registry.Collections;
using Slipway.Storage;

namespace Slipway.Registry.RegisteredModels;

/// <summary>Finds registered models for operations that have checked the actor already.</summary>
public static class ModelLookup
{
    /// <summary>The registered model of that name in the team's default registry, or null.</summary>
    public static async Task<Collection?> FindAsync(DatabaseSession session, Team team, string model)
    {
        var found = await CollectionLookup.FindAsync(session, CollectionAddress.OfModel(team.Name, model));
        return found is { Kind: CollectionKind.Model } && found.TeamId == team.Id ? found : null;
    }

    /// <summary>The registered model with that id, or null when it is gone.</summary>
    public static async Task<Collection?> FindByIdAsync(DatabaseSession session, CollectionId id) =>
        await CollectionLookup.FindByIdAsync(session, id) is { Kind: CollectionKind.Model } found ? found : null;

    /// <summary>The same models in the same order, each with its tags, aliases and count of versions; no cards.</summary>
    internal static async Task<IReadOnlyList<RegisteredModel>> ShowAsync(DatabaseSession session, IReadOnlyList<Collection> models)
    {
        if (models.Count == 0)
        {
            return [];
        }
        var ids = models.Select(model => model.Id.Value).ToArray();
        var counts = (await session.QueryAsync<CountRow>(ModelSql.Counts, new { ids })).ToDictionary(row => row.CollectionId);
        var tags = (await session.QueryAsync<TagRow>(ModelSql.Tags, new { ids })).ToLookup(row => row.CollectionId, row => row.Tag);
        var aliases = await AliasLookup.OfCollectionsAsync(session, models.Select(model => model.Id));
        return
        [
            .. models.Select(model => new RegisteredModel
            {
                Collection = model,
                Tags = [.. tags[model.Id]],
                VersionCount = counts.GetValueOrDefault(model.Id)?.Versions ?? 0,
                LatestIndex = counts.GetValueOrDefault(model.Id)?.LatestIndex,
                Aliases = [.. aliases[model.Id]],
            }),
        ];
    }

    private sealed record CountRow
    {
        public required CollectionId CollectionId { get; init; }

        public required int Versions { get; init; }

        public required int LatestIndex { get; init; }
    }

    private sealed record TagRow
    {
        public required CollectionId CollectionId { get; init; }

        public required string Tag { get; init; }
    }
}

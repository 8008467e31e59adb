using Slipway.Api;
using Slipway.Registry.Aliases;
using Slipway.Registry.Collections;
using Slipway.Registry.Lineage;
using Slipway.Registry.Links;
using Slipway.Registry.Memberships;
using Slipway.Registry.RegisteredModels;
using Slipway.Registry.Tags;
using Slipway.Rest;
using Slipway.Testing;
using Xunit;

namespace Slipway.ProviderTests.Registry;

/// <summary>Every statement of the registry runs on both databases, and answers the same.</summary>
public sealed class RegistryConformance
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task Models_are_made_changed_found_and_deleted(TestEngine engine)
    {
        await using var room = await RegistryRoom.CreateAsync(engine);
        var models = room.Get<ModelOperations>();
        await models.CreateAsync(room.Member, "acme", new NewModel { Name = "Wheat_1" }, Ct);
        await models.CreateAsync(room.Member, "acme", new NewModel { Name = "Iris", Description = "100% flowers", Tags = ["plants", "a"] }, Ct);
        await room.LinkAsync("Iris", await room.PublishAsync("classifier"), "prod");
        await room.Get<TagOperations>().AddAsync(room.Member, RegistryRoom.Model("Iris"), "v0", "approved", Ct);

        var changed = (await models.UpdateAsync(room.Member, RegistryRoom.Model("Iris"), new ModelPatch { Card = "# Card", Tags = new(["plants"]) }, Ct)).Value;
        var emptied = (await models.UpdateAsync(room.Member, RegistryRoom.Model("Iris"), new ModelPatch { Description = new(null) }, Ct)).Value;

        Assert.Equal(("100% flowers", "# Card", 1, 0), (changed.Collection.Description, changed.Card, changed.VersionCount, changed.LatestIndex));
        Assert.Equal((null, "# Card"), (emptied.Collection.Description, emptied.Card));
        Assert.Equal(["plants"], emptied.Tags);
        Assert.Equal(["Iris", "Wheat_1"], await FindAsync(room, new ModelFilter()));
        Assert.Equal(["Wheat_1"], await FindAsync(room, new ModelFilter(Search: "T_")));
        Assert.Equal(["Iris"], await FindAsync(room, new ModelFilter(Tag: "plants")));
        Assert.Equal(["Iris"], await FindAsync(room, new ModelFilter(Tag: "approved", Alias: "prod", Search: "IRIS")));
        Assert.Equal(["Iris"], await FindAsync(room, new ModelFilter(Alias: "latest")));
        Assert.Equal(["Iris"], await FindAsync(room, new ModelFilter(Alias: "v0")));
        Assert.False((await models.DeleteAsync(room.Member, RegistryRoom.Model("Iris"), Ct)).IsRefused(out _));
        Assert.Equal(["Wheat_1"], await FindAsync(room, new ModelFilter()));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task Versions_aliases_tags_history_and_lineage_are_read_back(TestEngine engine)
    {
        await using var room = await RegistryRoom.CreateAsync(engine);
        await room.CreateModelWithVersionsAsync("Iris", 2);
        var model = RegistryRoom.Model("Iris");
        await room.Get<AliasOperations>().SetAsync(room.Member, model, "prod", "v0", Ct);
        await room.Get<AliasOperations>().SetAsync(room.Member, model, "prod", "latest", Ct);
        await room.Get<TagOperations>().AddAsync(room.Member, model, "prod", "approved", Ct);

        var versions = (await room.Get<MembershipOperations>().ListAsync(room.Viewer, model, FirstPage, Ct)).Value;
        var byAlias = (await room.Get<MembershipOperations>().GetAsync(room.Viewer, model, "prod", Ct)).Value;
        var history = (await room.Get<CollectionOperations>().HistoryAsync(room.Viewer, model, FirstPage, Ct)).Value;
        var lineage = (await room.Get<LineageOperations>().GetAsync(room.Viewer, model, "v1", Ct)).Value;

        Assert.Equal([["latest", "prod"], []], versions.Select(version => version.AliasNames));
        Assert.Equal(["approved"], byAlias.Tags);
        Assert.Equal("""{"accuracy":0.97}""", byAlias.Source.Metadata);
        Assert.Equal(("v0", "v1"), (history[1].Before, history[1].After));
        Assert.Equal(["acme/iris/Iris-source:v1", "acme/model-registry/Iris:v1"], lineage.Nodes.Select(node => node.Name));
        Assert.Equal(ErrorCodes.NotFound, (await room.Get<MembershipOperations>().GetAsync(room.Viewer, model, "v7", Ct)).Refusal?.Code);
        Assert.False((await room.Get<TagOperations>().RemoveAsync(room.Member, model, "prod", "approved", Ct)).IsRefused(out _));
        Assert.False((await room.Get<AliasOperations>().RemoveAsync(room.Member, model, "prod", Ct)).IsRefused(out _));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task Protection_holds_for_set_remove_link_unlink_and_delete(TestEngine engine)
    {
        await using var room = await RegistryRoom.CreateAsync(engine);
        await room.CreateModelWithVersionsAsync("Iris", 1);
        var model = RegistryRoom.Model("Iris");
        var source = await room.PublishAsync("other");
        await room.Get<AliasOperations>().SetAsync(room.Member, model, "prod", "v0", Ct);
        var protection = room.Get<ProtectedAliasOperations>();
        _ = (await protection.ProtectAsync(room.Admin, "acme", "prod", Ct)).Value;
        _ = (await protection.ProtectAsync(room.Admin, "acme", "prod", Ct)).Value;

        Assert.Equal(["prod"], (await protection.ListAsync(room.Viewer, "acme", FirstPage, Ct)).Value.Select(alias => alias.Alias));
        foreach (var refusal in new[]
        {
            (await room.Get<AliasOperations>().SetAsync(room.Member, model, "prod", "v0", Ct)).Refusal,
            (await room.Get<AliasOperations>().RemoveAsync(room.Member, model, "prod", Ct)).Refusal,
            (await room.Get<LinkOperations>().LinkAsync(room.Member, model, source, ["a", "prod"], Ct)).Refusal,
            (await room.Get<LinkOperations>().UnlinkAsync(room.Member, model, "v0", Ct)).Refusal,
            (await room.Get<ModelOperations>().DeleteAsync(room.Member, model, Ct)).Refusal,
        })
        {
            Assert.Equal(ErrorCodes.AliasProtected, refusal?.Code);
        }
        Assert.False((await protection.UnprotectAsync(room.Admin, "acme", "prod", Ct)).IsRefused(out _));
        Assert.False((await room.Get<LinkOperations>().UnlinkAsync(room.Member, model, "v0", Ct)).IsRefused(out _));
    }

    private static PageRequest FirstPage => PageRequest.From(null, null).Value;

    private static async Task<IEnumerable<string>> FindAsync(RegistryRoom room, ModelFilter filter) =>
        (await room.Get<ModelOperations>().ListAsync(room.Viewer, "acme", filter, FirstPage, Ct)).Value.Select(model => model.Collection.Name);
}

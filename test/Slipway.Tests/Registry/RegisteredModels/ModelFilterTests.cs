using System.Diagnostics;
using Slipway.Registry.Aliases;
using Slipway.Registry.RegisteredModels;
using Slipway.Registry.Tags;
using Slipway.Rest;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Registry.RegisteredModels;

public sealed class ModelFilterTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task M18_Models_are_found_by_name_description_tag_and_alias()
    {
        await using var room = await RegistryRoom.CreateAsync();
        var models = room.Get<ModelOperations>();
        await room.CreateModelWithVersionsAsync("Iris", 2);
        await models.CreateAsync(room.Member, "acme", new NewModel { Name = "Flowers_2", Description = "Every IRIS there is", Tags = ["plants"] }, Ct);
        await models.CreateAsync(room.Member, "acme", new NewModel { Name = "100% wheat" }, Ct);
        await room.Get<AliasOperations>().SetAsync(room.Member, RegistryRoom.Model("Iris"), "prod", "v0", Ct);
        await room.Get<TagOperations>().AddAsync(room.Member, RegistryRoom.Model("Iris"), "v1", "plants", Ct);

        Assert.Equal(["100% wheat", "Flowers_2", "Iris"], await FindAsync(room, new ModelFilter()));
        Assert.Equal(["Flowers_2", "Iris"], await FindAsync(room, new ModelFilter(Search: "iRi")));
        Assert.Equal(["Flowers_2"], await FindAsync(room, new ModelFilter(Search: "_")));
        Assert.Equal(["100% wheat"], await FindAsync(room, new ModelFilter(Search: "%")));
        Assert.Empty(await FindAsync(room, new ModelFilter(Search: @"\")));
        Assert.Equal(["Flowers_2", "Iris"], await FindAsync(room, new ModelFilter(Tag: "plants")));
        Assert.Equal(["Iris"], await FindAsync(room, new ModelFilter(Alias: "prod")));
        Assert.Equal(["Iris"], await FindAsync(room, new ModelFilter(Alias: "latest")));
        Assert.Equal(["Iris"], await FindAsync(room, new ModelFilter(Alias: "v1")));
        Assert.Empty(await FindAsync(room, new ModelFilter(Alias: "v2")));
        Assert.Equal(["Iris"], await FindAsync(room, new ModelFilter("iris", "plants", "prod")));
    }

    [Fact]
    public async Task Ten_thousand_models_are_searched_in_a_moment_and_paged_without_gaps()
    {
        await using var room = await RegistryRoom.CreateAsync();
        var first = await room.CreateModelAsync("model-seed");
        await room.Database.WriteAsync(tx => tx.InsertManyAsync("collections",
            ["team_id", "team_name", "project_id", "project_name", "kind", "name", "type", "description", "next_index", "created_at", "created_by", "updated_at"],
            [
                .. Enumerable.Range(0, 10_000).Select(i => (object?[])
                [
                    first.Collection.TeamId.Value, "acme", first.Collection.ProjectId.Value, "model-registry", "model", $"model-{i:d5}", "model",
                    i % 100 == 0 ? "a needle in it" : "hay and more hay", 0, 1L, "max", 1L,
                ]),
            ]), Ct);

        var clock = Stopwatch.StartNew();
        var needles = await FindAsync(room, new ModelFilter(Search: "needle"), limit: 30);
        var elapsed = clock.Elapsed;

        Assert.Equal(100, needles.Count);
        Assert.Equal(100, needles.Distinct().Count());
        Assert.Equal("model-09900", needles[0]);
        // Four pages over all rows. Milliseconds on a quiet machine; the bound only tells a scan from a quadratic one.
        Assert.InRange(elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    private static async Task<IReadOnlyList<string>> FindAsync(RegistryRoom room, ModelFilter filter, int limit = 50)
    {
        var names = new List<string>();
        for (string? cursor = null; ;)
        {
            var page = PageRequest.From(limit, cursor).Value;
            var found = await room.Get<ModelOperations>().ListAsync(room.Viewer, "acme", filter, page, Ct);
            var cut = Page.Of(found.Value, page, model => model.Collection.Id.Value, model => model.Collection.Name);
            names.AddRange(cut.Items);
            if ((cursor = cut.NextCursor) is null)
            {
                return names;
            }
        }
    }
}

using Slipway.Registry.Lineage;
using Slipway.Registry.Links;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Registry.Lineage;

public sealed class LineageOperationsTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_registered_version_came_of_its_artifact_version_as_did_its_siblings()
    {
        await using var room = await RegistryRoom.CreateAsync();
        var source = await room.PublishAsync("classifier");
        await room.CreateModelAsync("Iris");
        await room.CreateModelAsync("Flowers");
        await room.LinkAsync("Iris", source);
        await room.LinkAsync("Flowers", source);

        var graph = (await room.Get<LineageOperations>().GetAsync(room.Viewer, RegistryRoom.Model("Iris"), "latest", Ct)).Value;

        Assert.Equal(["acme/iris/classifier:v0", "acme/model-registry/Iris:v0", "acme/model-registry/Flowers:v0"], graph.Nodes.Select(node => node.Name));
        Assert.Equal([graph.Nodes[1].Id, graph.Nodes[2].Id], graph.Edges.Select(edge => edge.To));
        Assert.All(graph.Edges, edge => Assert.Equal(graph.Nodes[0].Id, edge.From));
    }

    [Fact]
    public async Task Links_in_teams_that_the_actor_does_not_see_are_left_out()
    {
        await using var room = await RegistryRoom.CreateAsync();
        var zeta = await room.FoundTeamAsync("zeta");
        var both = zeta with { Memberships = zeta.Memberships.Concat(room.Member.Memberships).ToDictionary(m => m.Key, m => m.Value) };
        var source = await room.PublishAsync("classifier");
        await room.CreateModelAsync("Iris");
        await room.LinkAsync("Iris", source);
        await room.Get<Slipway.Registry.RegisteredModels.ModelOperations>().CreateAsync(zeta, "zeta", new() { Name = "Secret" }, Ct);
        _ = (await room.Get<LinkOperations>().LinkAsync(both, Slipway.Registry.Collections.CollectionAddress.OfModel("zeta", "Secret"), source, null, Ct)).Value;

        var seen = (await room.Get<LineageOperations>().GetAsync(room.Viewer, RegistryRoom.Model("Iris"), "v0", Ct)).Value;
        var all = (await room.Get<LineageOperations>().GetAsync(both, RegistryRoom.Model("Iris"), "v0", Ct)).Value;

        Assert.Equal(2, seen.Nodes.Count);
        Assert.Equal(3, all.Nodes.Count);
    }
}

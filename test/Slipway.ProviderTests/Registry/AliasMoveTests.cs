using Slipway.Api;
using Slipway.Registry.Aliases;
using Slipway.Registry.Collections;
using Slipway.Registry.Links;
using Slipway.Registry.RegisteredModels;
using Slipway.Rest;
using Slipway.Testing;
using Xunit;

namespace Slipway.ProviderTests.Registry;

/// <summary>What must hold when changes of one model come at once; the same on both databases.</summary>
public sealed class AliasMoveTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M2_Moves_of_one_alias_at_once_are_one_event_each_and_the_last_to_commit_wins(TestEngine engine)
    {
        await using var room = await RegistryRoom.CreateAsync(engine);
        await room.CreateModelWithVersionsAsync("Iris", 4);
        var before = await room.CountEventsAsync();

        var places = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(
            () => room.Get<AliasOperations>().SetAsync(room.Member, RegistryRoom.Model("Iris"), "prod", $"v{i % 4}", Ct), Ct)));

        var moves = (await room.EventsAsync()).Skip(before).ToList();
        Assert.Equal(places.Count(place => place.Value.IsChanged), moves.Count);
        Assert.All(moves, move => Assert.Equal("ADD_ARTIFACT_ALIAS", move.Type));
        // Each left where the one before it arrived: a chain without a gap.
        Assert.Equal([null, .. moves.SkipLast(1).Select(move => move.After)], moves.Select(move => move.Before));
        var model = (await room.Get<ModelOperations>().GetAsync(room.Viewer, RegistryRoom.Model("Iris"), Ct)).Value;
        Assert.Equal(moves[^1].Version, VersionReference.Text(Assert.Single(model.Aliases).VersionIndex));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M1_The_same_version_linked_at_once_is_linked_once(TestEngine engine)
    {
        await using var room = await RegistryRoom.CreateAsync(engine);
        var source = await room.PublishAsync("classifier");
        await room.CreateModelAsync("Iris");

        var links = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(
            () => room.Get<LinkOperations>().LinkAsync(room.Member, RegistryRoom.Model("Iris"), source, ["prod"], Ct), Ct)));

        Assert.Single(links, link => link.Value.IsNew);
        Assert.Equal(
            ["CREATE_COLLECTION", "LINK_ARTIFACT v0 - > v0", "ADD_ARTIFACT_ALIAS v0 prod - > v0"], await room.TellAsync(model: "Iris"));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task Versions_linked_at_once_get_numbers_without_gap_or_double(TestEngine engine)
    {
        await using var room = await RegistryRoom.CreateAsync(engine);
        await room.CreateModelAsync("Iris");
        var sources = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            sources.Add(await room.PublishAsync("classifier"));
        }

        var links = await Task.WhenAll(sources.Select(source => Task.Run(
            () => room.Get<LinkOperations>().LinkAsync(room.Member, RegistryRoom.Model("Iris"), source, null, Ct), Ct)));

        Assert.Equal(Enumerable.Range(0, 10), links.Select(link => link.Value.Version.Member.VersionIndex).Order());
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task A_model_of_one_name_made_at_once_is_made_once(TestEngine engine)
    {
        await using var room = await RegistryRoom.CreateAsync(engine);

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () => room.Get<ModelOperations>().CreateAsync(room.Member, "acme", new NewModel { Name = "Iris" }, Ct), Ct)));

        Assert.Single(made, model => model.Refusal is null);
        Assert.All(made.Where(model => model.Refusal is not null), model => Assert.Equal(ErrorCodes.NameTaken, model.Refusal!.Code));
        Assert.Equal(["CREATE_COLLECTION"], await room.TellAsync());
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task Moves_while_the_version_is_unlinked_leave_no_alias_behind(TestEngine engine)
    {
        await using var room = await RegistryRoom.CreateAsync(engine);
        await room.CreateModelWithVersionsAsync("Iris", 2);
        var before = await room.CountEventsAsync();
        var model = RegistryRoom.Model("Iris");

        await Task.WhenAll(
            [
                .. Enumerable.Range(0, 6).Select(i => (Task)Task.Run(
                    () => room.Get<AliasOperations>().SetAsync(room.Member, model, $"a{i}", "v0", Ct), Ct)),
                Task.Run(() => room.Get<LinkOperations>().UnlinkAsync(room.Member, model, "v0", Ct), Ct),
            ]);

        var events = (await room.EventsAsync()).Skip(before).ToList();
        Assert.Equal(events.Count(e => e.Type == "ADD_ARTIFACT_ALIAS"), events.Count(e => e.Type == "REMOVE_ARTIFACT_ALIAS"));
        Assert.Equal("UNLINK_ARTIFACT", events[^1].Type);
        Assert.Empty((await room.Get<ModelOperations>().GetAsync(room.Viewer, model, Ct)).Value.Aliases);
    }
}

using Slipway.Access;
using Slipway.Api;
using Slipway.Events;
using Slipway.Registry.Aliases;
using Slipway.Registry.Collections;
using Slipway.Registry.Memberships;
using Slipway.Rest;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Registry.Aliases;

public sealed class AliasOperationsTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task M2_A_move_is_one_ADD_ARTIFACT_ALIAS_with_the_version_it_left()
    {
        await using var room = await RegistryRoom.CreateAsync();
        await room.CreateModelWithVersionsAsync("Iris", 2);
        await SetAsync(room, "prod", "v0");
        var before = await room.CountEventsAsync();

        var moved = await SetAsync(room, "prod", "v1");

        Assert.Equal(new AliasPlace("prod", "v1", "v0", true), moved.Value);
        Assert.Equal(["ADD_ARTIFACT_ALIAS v1 prod v0 > v1"], await room.TellAsync(before));
    }

    [Fact]
    public async Task M2_The_event_names_the_registry_the_model_and_the_artifact_version()
    {
        await using var room = await RegistryRoom.CreateAsync();
        await room.CreateModelAsync("Iris");
        var linked = await room.LinkAsync("Iris", await room.PublishAsync("classifier"));

        await SetAsync(room, "prod", "latest");

        var raised = (await room.EventsAsync("Iris"))[^1];
        Assert.Equal(
            ("ADD_ARTIFACT_ALIAS", "acme", "model-registry", ScopeKind.Registry, "Iris", "v0", "prod", "max"),
            (raised.Type, raised.Team, raised.Project, raised.ScopeKind, raised.RegisteredModel, raised.Version, raised.Alias, raised.Actor));
        Assert.Equal(linked.Version.Source.Id.Value, raised.ArtifactVersionId);
        Assert.Null(raised.Artifact);
    }

    [Fact]
    public async Task Setting_what_holds_already_raises_nothing()
    {
        await using var room = await RegistryRoom.CreateAsync();
        await room.CreateModelWithVersionsAsync("Iris", 1);
        await SetAsync(room, "prod", "v0");
        var before = await room.CountEventsAsync();

        var again = await SetAsync(room, "prod", "v0");

        Assert.Equal(new AliasPlace("prod", "v0", null, false), again.Value);
        Assert.Equal(before, await room.CountEventsAsync());
    }

    [Fact]
    public async Task An_alias_is_unique_in_its_model_and_free_in_another()
    {
        await using var room = await RegistryRoom.CreateAsync();
        await room.CreateModelWithVersionsAsync("Iris", 2);
        await room.CreateModelWithVersionsAsync("Flowers", 1);
        await SetAsync(room, "prod", "v0");
        await SetAsync(room, "prod", "v1");
        await SetAsync(room, "prod", "v0", "Flowers");

        var versions = await room.Get<MembershipOperations>().ListAsync(room.Viewer, RegistryRoom.Model("Iris"), FirstPage, Ct);

        Assert.Equal([["latest", "prod"], []], versions.Value.Select(version => version.AliasNames));
    }

    [Fact]
    public async Task An_alias_can_be_put_where_another_alias_stands()
    {
        await using var room = await RegistryRoom.CreateAsync();
        await room.CreateModelWithVersionsAsync("Iris", 2);
        await SetAsync(room, "staging", "v0");

        var place = await SetAsync(room, "prod", "staging");

        Assert.Equal("v0", place.Value.Version);
    }

    [Fact]
    public async Task Taking_an_alias_off_raises_REMOVE_ARTIFACT_ALIAS_once()
    {
        await using var room = await RegistryRoom.CreateAsync();
        await room.CreateModelWithVersionsAsync("Iris", 1);
        await SetAsync(room, "prod", "v0");
        var before = await room.CountEventsAsync();
        var aliases = room.Get<AliasOperations>();

        var removed = await aliases.RemoveAsync(room.Member, RegistryRoom.Model("Iris"), "prod", Ct);
        var again = await aliases.RemoveAsync(room.Member, RegistryRoom.Model("Iris"), "prod", Ct);

        Assert.False(removed.IsRefused(out _));
        Assert.Equal(ErrorCodes.NotFound, again.Refusal?.Code);
        Assert.Equal(["REMOVE_ARTIFACT_ALIAS v0 prod v0 > -"], await room.TellAsync(before));
    }

    [Theory]
    [InlineData("latest", ErrorCodes.AliasReserved)]
    [InlineData("v1", ErrorCodes.AliasReserved)]
    [InlineData("a/b", ErrorCodes.AliasInvalid)]
    [InlineData("..", ErrorCodes.AliasInvalid)]
    [InlineData("", ErrorCodes.AliasInvalid)]
    public async Task A_bad_alias_is_neither_set_nor_removed(string alias, string code)
    {
        await using var room = await RegistryRoom.CreateAsync();
        await room.CreateModelWithVersionsAsync("Iris", 2);

        Assert.Equal(code, (await SetAsync(room, alias, "v0")).Refusal?.Code);
        Assert.Equal(code, (await room.Get<AliasOperations>().RemoveAsync(room.Member, RegistryRoom.Model("Iris"), alias, Ct)).Refusal?.Code);
    }

    [Fact]
    public async Task An_unknown_version_is_told_what_there_is()
    {
        await using var room = await RegistryRoom.CreateAsync();
        await room.CreateModelWithVersionsAsync("Iris", 2);
        await SetAsync(room, "staging", "v0");

        foreach (var version in (string[])["v2", "v01", "prod"])
        {
            var refusal = (await SetAsync(room, "deploy", version)).Refusal;
            Assert.Equal(ErrorCodes.NotFound, refusal?.Code);
            Assert.Contains("Its latest is v1; the aliases staging are set.", refusal!.Detail, StringComparison.Ordinal);
            Assert.True(refusal.Errors!.ContainsKey("version"));
        }
    }

    [Fact]
    public async Task An_unknown_model_is_told_what_there_is()
    {
        await using var room = await RegistryRoom.CreateAsync();
        await room.CreateModelAsync("Iris");

        var refusal = (await SetAsync(room, "prod", "v0", "Irs")).Refusal;

        Assert.Equal(ErrorCodes.NotFound, refusal?.Code);
        Assert.Contains("There are: Iris.", refusal!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_viewer_may_not_and_a_stranger_does_not_learn_that_it_exists()
    {
        await using var room = await RegistryRoom.CreateAsync();
        await room.CreateModelWithVersionsAsync("Iris", 1);

        Assert.Equal(ErrorCodes.Forbidden, (await SetAsync(room, "prod", "v0", by: room.Viewer)).Refusal?.Code);
        Assert.Equal(ErrorCodes.NotFound, (await SetAsync(room, "prod", "v0", by: room.Stranger)).Refusal?.Code);
        var unknown = await SetAsync(room, "prod", "v0", "Nothing", room.Stranger);
        Assert.DoesNotContain("Iris", unknown.Refusal!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Aliases_of_a_source_artifact_are_events_of_its_project()
    {
        await using var room = await RegistryRoom.CreateAsync();
        await room.PublishAsync("classifier", aliases: ["best"]);
        await room.PublishAsync("classifier");

        var moved = await room.Get<AliasOperations>().SetAsync(room.Member, RegistryRoom.Artifact("classifier"), "best", "v1", Ct);

        Assert.Equal("v0", moved.Value.Previous);
        Assert.Equal(
            ["CREATE_COLLECTION", "CREATE_ARTIFACT v0 - > v0", "ADD_ARTIFACT_ALIAS v0 best - > v0", "CREATE_ARTIFACT v1 - > v1", "ADD_ARTIFACT_ALIAS v1 best v0 > v1"],
            await room.TellAsync());
        Assert.All(await room.EventsAsync(), e =>
        {
            Assert.Equal((ScopeKind.Project, "iris", "classifier"), (e.ScopeKind, e.Project, e.Artifact));
            Assert.Null(e.RegisteredModel);
        });
    }

    [Fact]
    public async Task History_tells_who_did_what_newest_first()
    {
        await using var room = await RegistryRoom.CreateAsync();
        await room.CreateModelWithVersionsAsync("Iris", 2);
        await SetAsync(room, "prod", "v0");
        await SetAsync(room, "prod", "v1", by: room.Admin);
        await room.Get<AliasOperations>().RemoveAsync(room.Admin, RegistryRoom.Model("Iris"), "prod", Ct);

        var history = (await room.Get<CollectionOperations>().HistoryAsync(room.Viewer, RegistryRoom.Model("Iris"), FirstPage, Ct)).Value;

        Assert.Equal(
            [
                "REMOVE_ARTIFACT_ALIAS prod v1 > - by ann",
                "ADD_ARTIFACT_ALIAS prod v0 > v1 by ann",
                "ADD_ARTIFACT_ALIAS prod - > v0 by max",
                "LINK_ARTIFACT  - > v1 by max",
                "LINK_ARTIFACT  - > v0 by max",
                "CREATE_COLLECTION  - > - by max",
            ],
            history.Select(e => $"{e.Type} {e.Alias} {e.Before ?? "-"} > {e.After ?? "-"} by {e.Actor}"));
    }

    private static PageRequest FirstPage => PageRequest.From(null, null).Value;

    private static Task<Outcome<AliasPlace>> SetAsync(
        RegistryRoom room, string alias, string version, string model = "Iris", Actor? by = null) =>
        room.Get<AliasOperations>().SetAsync(by ?? room.Member, RegistryRoom.Model(model), alias, version, Ct);
}

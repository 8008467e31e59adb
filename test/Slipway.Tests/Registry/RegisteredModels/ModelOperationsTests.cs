using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Access.Teams;
using Slipway.Api;
using Slipway.Registry.Aliases;
using Slipway.Registry.Collections;
using Slipway.Registry.Memberships;
using Slipway.Registry.RegisteredModels;
using Slipway.Rest;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Registry.RegisteredModels;

public sealed class ModelOperationsTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Creating_raises_CREATE_COLLECTION_then_a_tag_event_for_each_tag()
    {
        await using var room = await RegistryRoom.CreateAsync();

        var model = await room.Get<ModelOperations>().CreateAsync(
            room.Member, "acme", new NewModel { Name = "Iris", Description = "Flowers", Tags = ["b", "a", "b"] }, Ct);

        Assert.Equal(["a", "b"], model.Value.Tags);
        Assert.Equal(("model", "Flowers", 0, null), (model.Value.Collection.Type, model.Value.Collection.Description, model.Value.VersionCount, model.Value.LatestIndex));
        Assert.Equal(["CREATE_COLLECTION", "ADD_COLLECTION_TAG a - > a", "ADD_COLLECTION_TAG b - > b"], await room.TellAsync());
    }

    [Fact]
    public async Task A_name_is_unique_in_its_registry_and_counts_its_case()
    {
        await using var room = await RegistryRoom.CreateAsync();
        await room.CreateModelAsync("Iris");

        var taken = await room.Get<ModelOperations>().CreateAsync(room.Admin, "acme", new NewModel { Name = "Iris" }, Ct);
        await room.CreateModelAsync("iris");

        Assert.Equal(ErrorCodes.NameTaken, taken.Refusal?.Code);
    }

    [Theory]
    [InlineData("a/b", "model", "x", ErrorCodes.NameInvalid)]
    [InlineData("..", "model", "x", ErrorCodes.NameInvalid)]
    [InlineData("Iris", "job", "x", ErrorCodes.TypeInvalid)]
    [InlineData("Iris", "model", "a.b", ErrorCodes.TagInvalid)]
    public async Task Bad_input_makes_nothing(string name, string type, string tag, string code)
    {
        await using var room = await RegistryRoom.CreateAsync();

        var refused = await room.Get<ModelOperations>().CreateAsync(
            room.Member, "acme", new NewModel { Name = name, Type = type, Tags = [tag] }, Ct);

        Assert.Equal(code, refused.Refusal?.Code);
        Assert.Empty(await room.TellAsync());
    }

    [Fact]
    public async Task Updating_changes_what_is_given_and_raises_the_tags_that_differ()
    {
        await using var room = await RegistryRoom.CreateAsync();
        var models = room.Get<ModelOperations>();
        await models.CreateAsync(room.Member, "acme", new NewModel { Name = "Iris", Description = "old", Tags = ["a", "b"] }, Ct);
        var before = await room.CountEventsAsync();

        var first = (await models.UpdateAsync(room.Member, RegistryRoom.Model("Iris"), new ModelPatch { Card = "# Card", Tags = new(["b", "c"]) }, Ct)).Value;
        var second = (await models.UpdateAsync(room.Member, RegistryRoom.Model("Iris"), new ModelPatch { Description = new(null) }, Ct)).Value;

        Assert.Equal(("old", "# Card"), (first.Collection.Description, first.Card));
        Assert.Equal((null, "# Card"), (second.Collection.Description, second.Card));
        Assert.Equal(["b", "c"], second.Tags);
        Assert.Equal(["REMOVE_COLLECTION_TAG a a > -", "ADD_COLLECTION_TAG c - > c"], await room.TellAsync(before));
    }

    [Fact]
    public async Task M13_Deleting_ends_every_link_with_its_events_and_DELETE_COLLECTION_is_the_last()
    {
        await using var room = await RegistryRoom.CreateAsync();
        var model = await room.CreateModelWithVersionsAsync("Iris", 2);
        await room.Get<AliasOperations>().SetAsync(room.Member, RegistryRoom.Model("Iris"), "prod", "v0", Ct);
        var before = await room.CountEventsAsync();

        var deleted = await room.Get<ModelOperations>().DeleteAsync(room.Member, RegistryRoom.Model("Iris"), Ct);

        Assert.False(deleted.IsRefused(out _));
        Assert.Equal(
            ["REMOVE_ARTIFACT_ALIAS v0 prod v0 > -", "UNLINK_ARTIFACT v0 v0 > -", "UNLINK_ARTIFACT v1 v1 > -", "DELETE_COLLECTION"],
            await room.TellAsync(before));
        Assert.Equal(model.Collection.Id.Value, (await room.EventsAsync())[^1].CollectionId);
        Assert.Equal(ErrorCodes.NotFound, (await room.Get<ModelOperations>().GetAsync(room.Member, RegistryRoom.Model("Iris"), Ct)).Refusal?.Code);
        var source = await room.Get<MembershipOperations>().GetAsync(room.Viewer, RegistryRoom.Artifact("Iris-source"), "v1", Ct);
        Assert.Equal("acme/iris/Iris-source:v1", source.Value.Source.SourceName);
    }

    [Fact]
    public async Task A_deleted_models_name_is_free_and_counts_from_v0_again()
    {
        await using var room = await RegistryRoom.CreateAsync();
        await room.CreateModelWithVersionsAsync("Iris", 2);
        await room.Get<ModelOperations>().DeleteAsync(room.Member, RegistryRoom.Model("Iris"), Ct);

        await room.CreateModelAsync("Iris");
        var linked = await room.LinkAsync("Iris", "acme/iris/Iris-source:v1");

        Assert.Equal("v0", linked.Version.Member.Version);
        var history = await room.Get<CollectionOperations>().HistoryAsync(room.Viewer, RegistryRoom.Model("Iris"), PageRequest.From(null, null).Value, Ct);
        Assert.Equal(2, history.Value.Count);
    }

    [Fact]
    public async Task A_team_with_a_registered_model_cannot_be_deleted_and_without_it_can()
    {
        await using var room = await RegistryRoom.CreateAsync();
        var teams = room.Get<TeamOperations>();
        await room.CreateModelAsync("Iris");

        var inUse = (await teams.DeleteAsync(room.Admin, "acme", Ct)).Refusal;
        Assert.Equal(ErrorCodes.TeamInUse, inUse?.Code);
        var users = Assert.IsAssignableFrom<IEnumerable<UserOfThingResponse>>(inUse!.Facts!["usedBy"]);
        Assert.Equal(("registered models", "1"), users.Select(user => (user.Kind, user.Name)).Single(user => user.Kind == "registered models"));
        await room.Get<ModelOperations>().DeleteAsync(room.Member, RegistryRoom.Model("Iris"), Ct);
        Assert.False((await teams.DeleteAsync(room.Admin, "acme", Ct)).IsRefused(out _));
    }

    [Fact]
    public async Task An_artifact_in_the_registrys_project_is_no_registered_model_and_the_other_way_round()
    {
        await using var room = await RegistryRoom.CreateAsync();
        await room.PublishAsync("classifier");
        await room.CreateModelAsync("Iris");

        var asModel = await room.Get<ModelOperations>().GetAsync(room.Member, CollectionAddress.OfModel("acme", "classifier"), Ct);

        Assert.Equal(ErrorCodes.NotFound, asModel.Refusal?.Code);
        var addresses = room.Get<MembershipOperations>();
        Assert.Equal(ErrorCodes.NotFound, (await addresses.GetAsync(room.Member, RegistryRoom.Model("Iris"), "latest", Ct)).Refusal?.Code);
    }

    [Fact]
    public async Task Every_change_leaves_an_audit_row()
    {
        await using var room = await RegistryRoom.CreateAsync();
        await room.CreateModelAsync("Iris");
        await room.LinkAsync("Iris", await room.PublishAsync("classifier"), "prod");
        await room.Get<AliasOperations>().RemoveAsync(room.Admin, RegistryRoom.Model("Iris"), "prod", Ct);
        await room.Get<ModelOperations>().DeleteAsync(room.Admin, RegistryRoom.Model("Iris"), Ct);

        var trail = (await room.Get<AuditOperations>().ListAsync(room.Admin, "acme", PageRequest.From(4, null).Value, Ct)).Value;

        Assert.Equal(
            [
                "ann model.deleted acme/model-registry/Iris: 1 versions unlinked",
                "ann alias.removed acme/model-registry/Iris:prod: v0",
                "max version.linked acme/model-registry/Iris:v0: acme/iris/classifier:v0, aliases prod",
                "max model.created acme/model-registry/Iris: ",
            ],
            trail.Take(4).Select(e => $"{e.Actor} {e.Action} {e.Subject}: {e.Detail}"));
    }
}

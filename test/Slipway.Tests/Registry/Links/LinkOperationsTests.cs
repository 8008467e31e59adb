using Slipway.Access;
using Slipway.Api;
using Slipway.Registry.Links;
using Slipway.Registry.Memberships;
using Slipway.Rest;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Registry.Links;

public sealed class LinkOperationsTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task M1_Linking_a_version_gives_the_models_own_number_and_raises_LINK_ARTIFACT()
    {
        await using var room = await RegistryRoom.CreateAsync();
        await room.PublishAsync("classifier");
        var second = await room.PublishAsync("classifier");
        await room.CreateModelAsync("Iris");

        var linked = await room.LinkAsync("Iris", second);

        Assert.True(linked.IsNew);
        Assert.Equal("v0", linked.Version.Member.Version);
        Assert.Equal("acme/iris/classifier:v1", linked.Version.Source.SourceName);
        Assert.Equal(["latest"], linked.Version.AliasNames);
        var raised = Assert.Single(await room.EventsAsync("Iris"), e => e.Type == "LINK_ARTIFACT");
        Assert.Equal(("acme", "model-registry", "Iris", "v0", "max"), (raised.Team, raised.Project, raised.RegisteredModel, raised.Version, raised.Actor));
        Assert.Equal(linked.Version.Source.Id.Value, raised.ArtifactVersionId);
        Assert.Equal(linked.Version.Collection.Id.Value, raised.CollectionId);
        Assert.Equal((null, "\"v0\""), (raised.Before, raised.After));
    }

    [Fact]
    public async Task M2_A_link_with_two_aliases_is_three_events_in_that_order()
    {
        await using var room = await RegistryRoom.CreateAsync();
        var source = await room.PublishAsync("classifier");
        await room.CreateModelAsync("Iris");

        await room.LinkAsync("Iris", source, "prod", "approved", "prod");

        Assert.Equal(
            ["CREATE_COLLECTION", "LINK_ARTIFACT v0 - > v0", "ADD_ARTIFACT_ALIAS v0 prod - > v0", "ADD_ARTIFACT_ALIAS v0 approved - > v0"],
            await room.TellAsync(model: "Iris"));
    }

    [Fact]
    public async Task M1_Linking_what_is_linked_answers_its_place_and_raises_nothing()
    {
        await using var room = await RegistryRoom.CreateAsync();
        var source = await room.PublishAsync("classifier");
        await room.CreateModelAsync("Iris");
        await room.LinkAsync("Iris", source, "prod");
        var before = await room.CountEventsAsync();

        var again = await room.LinkAsync("Iris", source, "prod");

        Assert.False(again.IsNew);
        Assert.Equal("v0", again.Version.Member.Version);
        Assert.Equal(before, await room.CountEventsAsync());
    }

    [Fact]
    public async Task M2_Linking_again_with_a_new_alias_raises_that_alias_alone()
    {
        await using var room = await RegistryRoom.CreateAsync();
        var source = await room.PublishAsync("classifier");
        await room.CreateModelAsync("Iris");
        await room.LinkAsync("Iris", source, "prod");
        await room.LinkAsync("Iris", await room.PublishAsync("classifier"), "deploy");
        var before = await room.CountEventsAsync();

        await room.LinkAsync("Iris", source, "prod", "deploy");

        Assert.Equal(["ADD_ARTIFACT_ALIAS v0 deploy v1 > v0"], await room.TellAsync(before));
    }

    [Fact]
    public async Task Unlinking_takes_the_aliases_off_first_and_its_number_is_never_given_again()
    {
        await using var room = await RegistryRoom.CreateAsync();
        var source = await room.PublishAsync("classifier");
        await room.CreateModelAsync("Iris");
        await room.LinkAsync("Iris", source, "prod", "approved");
        var before = await room.CountEventsAsync();

        var unlinked = await room.Get<LinkOperations>().UnlinkAsync(room.Member, RegistryRoom.Model("Iris"), "prod", Ct);
        var linked = await room.LinkAsync("Iris", source);

        Assert.False(unlinked.IsRefused(out _));
        Assert.Equal("v1", linked.Version.Member.Version);
        Assert.Equal(
            ["REMOVE_ARTIFACT_ALIAS v0 approved v0 > -", "REMOVE_ARTIFACT_ALIAS v0 prod v0 > -", "UNLINK_ARTIFACT v0 v0 > -", "LINK_ARTIFACT v1 - > v1"],
            await room.TellAsync(before));
    }

    [Fact]
    public async Task Unlinking_the_newest_moves_latest_back_silently()
    {
        await using var room = await RegistryRoom.CreateAsync();
        await room.CreateModelWithVersionsAsync("Iris", 2);
        var before = await room.CountEventsAsync();

        await room.Get<LinkOperations>().UnlinkAsync(room.Member, RegistryRoom.Model("Iris"), "v1", Ct);

        var latest = await room.Get<MembershipOperations>().GetAsync(room.Viewer, RegistryRoom.Model("Iris"), "latest", Ct);
        Assert.Equal("v0", latest.Value.Member.Version);
        Assert.Equal(["UNLINK_ARTIFACT v1 v1 > -"], await room.TellAsync(before));
    }

    [Fact]
    public async Task A_version_of_another_type_is_refused()
    {
        await using var room = await RegistryRoom.CreateAsync();
        var source = await room.PublishAsync("table", "dataset");
        await room.CreateModelAsync("Iris");

        var refused = await room.Get<LinkOperations>().LinkAsync(room.Member, RegistryRoom.Model("Iris"), source, null, Ct);

        Assert.Equal(ErrorCodes.TypeMismatch, refused.Refusal?.Code);
        Assert.Equal(["CREATE_COLLECTION"], await room.TellAsync(model: "Iris"));
    }

    [Theory]
    [InlineData("acme/iris/classifier:v9", ErrorCodes.SourceNotFound)]
    [InlineData("acme/iris/classifier:prod", ErrorCodes.SourceNotFound)]
    [InlineData("acme/iris/other:v0", ErrorCodes.SourceNotFound)]
    [InlineData("acme/other/classifier:v0", ErrorCodes.SourceNotFound)]
    [InlineData("zeta/iris/classifier:v0", ErrorCodes.SourceNotFound)]
    [InlineData("wandb-artifact://_id/QXJ0aWZhY3Q6OTk5", ErrorCodes.SourceNotFound)]
    [InlineData("classifier:v0", ErrorCodes.ReferenceInvalid)]
    public async Task A_source_that_is_not_there_is_refused_by_its_field(string source, string code)
    {
        await using var room = await RegistryRoom.CreateAsync();
        await room.PublishAsync("classifier");
        await room.CreateModelAsync("Iris");

        var refused = await room.Get<LinkOperations>().LinkAsync(room.Member, RegistryRoom.Model("Iris"), source, null, Ct);

        Assert.Equal(code, refused.Refusal?.Code);
        Assert.True(refused.Refusal!.Errors!.ContainsKey("source"));
    }

    [Fact]
    public async Task A_reserved_alias_refuses_the_whole_link()
    {
        await using var room = await RegistryRoom.CreateAsync();
        var source = await room.PublishAsync("classifier");
        await room.CreateModelAsync("Iris");

        var refused = await room.Get<LinkOperations>().LinkAsync(room.Member, RegistryRoom.Model("Iris"), source, ["prod", "latest"], Ct);

        Assert.Equal(ErrorCodes.AliasReserved, refused.Refusal?.Code);
        Assert.Equal(["CREATE_COLLECTION"], await room.TellAsync(model: "Iris"));
        Assert.Equal("v0", (await room.LinkAsync("Iris", source)).Version.Member.Version);
    }

    [Fact]
    public async Task A_pending_version_is_unknown_to_all_but_its_publisher_who_must_commit_it()
    {
        await using var room = await RegistryRoom.CreateAsync();
        var draft = await room.DraftAsync("classifier", room.Member);
        await room.CreateModelAsync("Iris");
        var links = room.Get<LinkOperations>();

        var own = await links.LinkAsync(room.Member, RegistryRoom.Model("Iris"), draft, null, Ct);
        var other = await links.LinkAsync(room.Admin, RegistryRoom.Model("Iris"), draft, null, Ct);

        Assert.Equal(ErrorCodes.VersionNotCommitted, own.Refusal?.Code);
        Assert.Equal(ErrorCodes.SourceNotFound, other.Refusal?.Code);
    }

    [Fact]
    public async Task Only_what_the_actor_can_read_can_be_linked()
    {
        await using var room = await RegistryRoom.CreateAsync();
        var zeta = await room.FoundTeamAsync("zeta");
        var theirs = await room.PublishAsync("classifier", team: "zeta", by: zeta);
        await room.CreateModelAsync("Iris");

        var refused = await room.Get<LinkOperations>().LinkAsync(room.Member, RegistryRoom.Model("Iris"), theirs, null, Ct);

        Assert.Equal(ErrorCodes.SourceNotFound, refused.Refusal?.Code);
    }

    [Fact]
    public async Task A_version_can_be_linked_from_another_registered_model_and_by_its_id()
    {
        await using var room = await RegistryRoom.CreateAsync();
        var source = await room.PublishAsync("classifier");
        await room.CreateModelAsync("Iris");
        await room.CreateModelAsync("Flowers");
        var first = await room.LinkAsync("Iris", source, "prod");

        var second = await room.LinkAsync("Flowers", "acme/model-registry/Iris:prod");
        var third = await room.LinkAsync("Flowers", first.Version.Source.Id.ToReference());

        Assert.Equal("acme/iris/classifier:v0", second.Version.Source.SourceName);
        Assert.False(third.IsNew);
        var links = await room.Database.ReadAsync(session => MembershipOperations.LinksOfAsync(session, first.Version.Source.Id), Ct);
        Assert.Equal(["acme/model-registry/Iris:v0", "acme/model-registry/Flowers:v0"], links.Select(link => link.Reference));
    }

    [Fact]
    public async Task Unlinking_for_a_deletion_asks_for_the_role_in_the_models_team()
    {
        await using var room = await RegistryRoom.CreateAsync();
        var source = await room.PublishAsync("classifier");
        await room.CreateModelAsync("Iris");
        var linked = await room.LinkAsync("Iris", source);
        var link = Assert.Single(await room.Database.ReadAsync(s => MembershipOperations.LinksOfAsync(s, linked.Version.Source.Id), Ct));

        foreach (var actor in (Actor[])[room.Viewer, room.Stranger])
        {
            var refused = await room.Database.ChangeAsync(tx => room.Get<LinkOperations>().UnlinkAsync(tx, actor, link, link.TeamId), Ct);
            Assert.Equal(ErrorCodes.VersionInUse, refused.Refusal?.Code);
        }
        await room.Database.WriteAsync(tx => room.Get<LinkOperations>().UnlinkAsync(tx, room.Member, link, link.TeamId), Ct);
        Assert.Equal("UNLINK_ARTIFACT v0 v0 > -", (await room.TellAsync())[^1]);
    }
}

using Slipway.Api;
using Slipway.Registry.Aliases;
using Slipway.Registry.Links;
using Slipway.Registry.RegisteredModels;
using Slipway.Rest;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Registry.Aliases;

public sealed class ProtectedAliasOperationsTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task AddAlias_when_alias_is_protected_is_refused_to_all_but_admins()
    {
        await using var room = await ProtectedAsync();
        var aliases = room.Get<AliasOperations>();

        var refused = await aliases.SetAsync(room.Member, RegistryRoom.Model("Iris"), "prod", "v1", Ct);
        var allowed = await aliases.SetAsync(room.Admin, RegistryRoom.Model("Iris"), "prod", "v1", Ct);

        Assert.Equal(ErrorCodes.AliasProtected, refused.Refusal?.Code);
        Assert.Equal("v0", allowed.Value.Previous);
    }

    [Fact]
    public async Task A_member_can_neither_take_it_off_nor_unlink_its_version_nor_delete_its_model()
    {
        await using var room = await ProtectedAsync();
        var before = await room.CountEventsAsync();
        var model = RegistryRoom.Model("Iris");

        Assert.Equal(ErrorCodes.AliasProtected, (await room.Get<AliasOperations>().RemoveAsync(room.Member, model, "prod", Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.AliasProtected, (await room.Get<LinkOperations>().UnlinkAsync(room.Member, model, "v0", Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.AliasProtected, (await room.Get<ModelOperations>().DeleteAsync(room.Member, model, Ct)).Refusal?.Code);
        Assert.Equal(before, await room.CountEventsAsync());

        Assert.False((await room.Get<LinkOperations>().UnlinkAsync(room.Member, model, "v1", Ct)).IsRefused(out _));
        Assert.False((await room.Get<LinkOperations>().UnlinkAsync(room.Admin, model, "v0", Ct)).IsRefused(out _));
    }

    [Fact]
    public async Task A_link_with_a_protected_alias_links_nothing()
    {
        await using var room = await ProtectedAsync();
        var source = await room.PublishAsync("other");
        var before = await room.CountEventsAsync();

        var refused = await room.Get<LinkOperations>().LinkAsync(room.Member, RegistryRoom.Model("Iris"), source, ["deploy", "prod"], Ct);

        Assert.Equal(ErrorCodes.AliasProtected, refused.Refusal?.Code);
        Assert.Equal(before, await room.CountEventsAsync());
    }

    [Fact]
    public async Task Only_admins_protect_and_everyone_in_the_team_sees_what_is_protected()
    {
        await using var room = await ProtectedAsync();
        var protection = room.Get<ProtectedAliasOperations>();

        Assert.Equal(ErrorCodes.Forbidden, (await protection.ProtectAsync(room.Member, "acme", "other", Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.Forbidden, (await protection.UnprotectAsync(room.Member, "acme", "prod", Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.AliasReserved, (await protection.ProtectAsync(room.Admin, "acme", "latest", Ct)).Refusal?.Code);
        Assert.Equal("ann", (await protection.GetAsync(room.Viewer, "acme", "prod", Ct)).Value.CreatedBy);
        Assert.Equal(["prod"], (await protection.ListAsync(room.Viewer, "acme", PageRequest.From(null, null).Value, Ct)).Value.Select(a => a.Alias));
        var model = await room.Get<ModelOperations>().GetAsync(room.Viewer, RegistryRoom.Model("Iris"), Ct);
        Assert.True(Assert.Single(model.Value.Aliases).IsProtected);
    }

    [Fact]
    public async Task Ending_the_protection_frees_the_alias()
    {
        await using var room = await ProtectedAsync();
        var protection = room.Get<ProtectedAliasOperations>();

        Assert.False((await protection.UnprotectAsync(room.Admin, "acme", "prod", Ct)).IsRefused(out _));
        Assert.Equal(ErrorCodes.NotFound, (await protection.UnprotectAsync(room.Admin, "acme", "prod", Ct)).Refusal?.Code);
        Assert.False((await room.Get<AliasOperations>().SetAsync(room.Member, RegistryRoom.Model("Iris"), "prod", "v1", Ct)).IsRefused(out _));
    }

    [Fact]
    public async Task The_same_alias_of_a_source_artifact_is_not_protected()
    {
        await using var room = await ProtectedAsync();
        await room.PublishAsync("classifier");

        var set = await room.Get<AliasOperations>().SetAsync(room.Member, RegistryRoom.Artifact("classifier"), "prod", "v0", Ct);

        Assert.True(set.Value.IsChanged);
    }

    // A model with v0 and v1, and the protected alias prod on v0.
    private static async Task<RegistryRoom> ProtectedAsync()
    {
        var room = await RegistryRoom.CreateAsync();
        await room.CreateModelWithVersionsAsync("Iris", 2);
        _ = (await room.Get<AliasOperations>().SetAsync(room.Member, RegistryRoom.Model("Iris"), "prod", "v0", Ct)).Value;
        _ = (await room.Get<ProtectedAliasOperations>().ProtectAsync(room.Admin, "acme", "prod", Ct)).Value;
        return room;
    }
}

using Slipway.Api;
using Slipway.Registry;
using Slipway.Registry.Memberships;
using Slipway.Registry.Tags;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Registry.Tags;

public sealed class TagOperationsTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tag_is_put_on_and_taken_off_with_one_event_each()
    {
        await using var room = await RegistryRoom.CreateAsync();
        await room.CreateModelWithVersionsAsync("Iris", 1);
        var before = await room.CountEventsAsync();
        var tags = room.Get<TagOperations>();
        var model = RegistryRoom.Model("Iris");

        Assert.True((await tags.AddAsync(room.Member, model, "latest", "approved", Ct)).Value.IsChanged);
        Assert.False((await tags.AddAsync(room.Member, model, "v0", "approved", Ct)).Value.IsChanged);
        Assert.Equal(["approved"], (await room.Get<MembershipOperations>().GetAsync(room.Viewer, model, "v0", Ct)).Value.Tags);
        Assert.False((await tags.RemoveAsync(room.Member, model, "v0", "approved", Ct)).IsRefused(out _));
        Assert.Equal(ErrorCodes.NotFound, (await tags.RemoveAsync(room.Member, model, "v0", "approved", Ct)).Refusal?.Code);

        Assert.Equal(["ADD_ARTIFACT_TAG v0 approved - > approved", "REMOVE_ARTIFACT_TAG v0 approved approved > -"], await room.TellAsync(before));
    }

    [Fact]
    public async Task Bad_tags_unknown_versions_and_viewers_are_refused()
    {
        await using var room = await RegistryRoom.CreateAsync();
        await room.CreateModelWithVersionsAsync("Iris", 1);
        var tags = room.Get<TagOperations>();
        var model = RegistryRoom.Model("Iris");

        Assert.Equal(ErrorCodes.TagInvalid, (await tags.AddAsync(room.Member, model, "v0", "a.b", Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.NotFound, (await tags.AddAsync(room.Member, model, "v1", "a", Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.Forbidden, (await tags.AddAsync(room.Viewer, model, "v0", "a", Ct)).Refusal?.Code);
    }

    [Fact]
    public async Task A_version_takes_a_hundred_tags_and_no_more()
    {
        await using var room = await RegistryRoom.CreateAsync();
        await room.CreateModelWithVersionsAsync("Iris", 1);
        var tags = room.Get<TagOperations>();
        for (var i = 0; i < RegistryNames.MaxTags; i++)
        {
            _ = (await tags.AddAsync(room.Member, RegistryRoom.Model("Iris"), "v0", $"t{i}", Ct)).Value;
        }
        var before = await room.CountEventsAsync();

        var refused = await tags.AddAsync(room.Member, RegistryRoom.Model("Iris"), "v0", "one-more", Ct);

        Assert.Equal(ErrorCodes.TagInvalid, refused.Refusal?.Code);
        Assert.Equal(before, await room.CountEventsAsync());
        Assert.Equal(100, (await room.Get<MembershipOperations>().GetAsync(room.Viewer, RegistryRoom.Model("Iris"), "v0", Ct)).Value.Tags.Count);
    }
}

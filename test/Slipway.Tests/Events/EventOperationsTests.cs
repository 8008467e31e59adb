using Slipway.Access;
using Slipway.Api;
using Slipway.Api.Events;
using Slipway.Events;
using Slipway.Registry.Aliases;
using Slipway.Rest;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Events;

public sealed class EventOperationsTests : IAsyncLifetime
{
    private const string Team = RegistryRoom.Team;
    private static readonly CancellationToken Ct = CancellationToken.None;
    private static readonly EventFilter Everything = new(null, null);
    private RegistryRoom _room = null!;

    private EventOperations Events => _room.Get<EventOperations>();

    public async ValueTask InitializeAsync()
    {
        _room = await RegistryRoom.CreateAsync();
        await _room.CreateModelWithVersionsAsync("Iris", 2);
        await _room.CreateModelAsync("Rose");
    }

    public ValueTask DisposeAsync() => _room.DisposeAsync();

    [Fact]
    public async Task The_list_is_newest_first_and_its_pages_meet_every_event_once()
    {
        var all = (await _room.EventsAsync()).Select(happened => happened.Number!.Value).Reverse().ToArray();
        var seen = new List<long>();
        var before = long.MaxValue;
        while ((await Events.ListAsync(_room.Viewer, Team, Everything, new PageRequest(1, before), Ct)).Value is { Count: > 0 } page)
        {
            seen.Add(page[0].Number!.Value);
            before = seen[^1];
        }
        Assert.Equal(all, seen);
    }

    [Fact]
    public async Task Numbers_follow_the_order_of_what_happened()
    {
        var numbers = (await _room.EventsAsync()).Select(happened => happened.Number!.Value).ToArray();
        Assert.Equal(Enumerable.Range(1, numbers.Length).Select(number => (long)number), numbers);
        Assert.Equal(numbers[^1], (await Events.LastNumberAsync(_room.Viewer, Team, Ct)).Value);
    }

    [Fact]
    public async Task Filters_by_type_and_model_go_together()
    {
        var links = (await ListAsync(new EventFilter(EventTypes.LinkArtifact, null))).ToArray();
        Assert.Equal(2, links.Length);
        Assert.All(links, link => Assert.Equal("Iris", link.RegisteredModel));
        Assert.Equal(EventTypes.CreateCollection, Assert.Single(await ListAsync(new EventFilter(null, "Rose"))).Type);
        Assert.Empty(await ListAsync(new EventFilter(EventTypes.LinkArtifact, "Rose")));
    }

    [Fact]
    public async Task After_a_number_come_the_later_ones_alone_oldest_first()
    {
        var last = (await Events.LastNumberAsync(_room.Viewer, Team, Ct)).Value;
        Assert.Empty((await Events.ListAfterAsync(_room.Viewer, Team, Everything, last, 10, Ct)).Value);
        foreach (var alias in (string[])["a", "b", "c"])
        {
            _ = (await _room.Get<AliasOperations>().SetAsync(_room.Member, RegistryRoom.Model("Iris"), alias, "v0", Ct)).Value;
        }
        Assert.Equal(["a", "b"], (await Events.ListAfterAsync(_room.Viewer, Team, Everything, last, 2, Ct)).Value.Select(happened => happened.Alias));
    }

    [Fact]
    public async Task An_event_is_found_by_its_id_in_its_own_team()
    {
        var happened = (await _room.EventsAsync())[^1];
        Assert.Equal(happened, (await Events.GetAsync(_room.Viewer, Team, $"{happened.Id}", Ct)).Value);
        var other = await _room.FoundTeamAsync("other");
        Assert.Equal(ErrorCodes.NotFound, (await Events.GetAsync(other, "other", $"{happened.Id}", Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.NotFound, (await Events.GetAsync(_room.Viewer, Team, "no number", Ct)).Refusal?.Code);
    }

    [Fact]
    public async Task Who_does_not_belong_to_the_team_sees_nothing()
    {
        var page = new PageRequest(10, long.MaxValue);
        Assert.Equal(ErrorCodes.NotFound, (await Events.ListAsync(_room.Stranger, Team, Everything, page, Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.NotFound, (await Events.ListAfterAsync(_room.Stranger, Team, Everything, 0, 10, Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.NotFound, (await Events.LastNumberAsync(_room.Stranger, Team, Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.NotFound, (await Events.GetAsync(_room.Stranger, Team, "1", Ct)).Refusal?.Code);
    }

    private async Task<IReadOnlyList<LoggedEvent>> ListAsync(EventFilter filter) =>
        (await Events.ListAsync(_room.Viewer, Team, filter, new PageRequest(100, long.MaxValue), Ct)).Value;
}

using System.Net;
using Xunit;

namespace Slipway.ServerTests.Registry;

public sealed class EventPagesTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_behind_a_number_are_listed_oldest_first_over_all_pages()
    {
        await using var scene = await RegistryScene.StartAsync(Ct);
        for (var i = 0; i < 7; i++)
        {
            Assert.Equal(HttpStatusCode.Created, (await scene.SendAsync("POST", "registry/models", new { name = $"m{i}" }, Ct)).Status);
        }
        var all = (await scene.EventsAsync(null, Ct)).Select(happened => happened.Number!.Value).ToArray();

        var first = await scene.SendAsync("GET", $"events?after={all[0]}&limit=4", null, Ct);
        var second = await scene.SendAsync("GET", $"events?after={all[0]}&limit=4&cursor={first.Body!["nextCursor"]}", null, Ct);
        var followed = new List<long>();
        await foreach (var happened in scene.Admin.Events.ListAsync("acme", all[0], null, null, 4, Ct))
        {
            followed.Add(happened.Number!.Value);
        }

        Assert.Equal(all[1..5], first.Body["items"]!.AsArray().Select(item => (long)item!["number"]!));
        Assert.Equal(all[5..], second.Body!["items"]!.AsArray().Select(item => (long)item!["number"]!));
        Assert.Null(second.Body["nextCursor"]);
        Assert.Equal(all[1..], followed);
    }
}

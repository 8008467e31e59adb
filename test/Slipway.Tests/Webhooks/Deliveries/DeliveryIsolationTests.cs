using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Access.Teams;
using Slipway.Api.Events;
using Slipway.Api.Webhooks;
using Slipway.Testing;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Deliveries;
using Xunit;

namespace Slipway.Tests.Webhooks.Deliveries;

/// <summary>A delivery that cannot be attempted or written down is counted and ended, and keeps no other waiting.</summary>
public abstract class DeliveryIsolationTests(TestEngine engine) : IAsyncLifetime
{
    private const string Other = "other";
    private WebhooksRoom _room = null!;
    private Webhook _neighbour = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _room = await WebhooksRoom.CreateAsync(engine: engine);
        var team = WebhooksRoom.Ok(await _room.Get<TeamOperations>().CreateAsync(_room.Stranger, Other, Ct));
        var admin = _room.Stranger with { Memberships = new Dictionary<TeamId, Role> { [team.Id] = Role.Admin } };
        _neighbour = WebhooksRoom.Ok(await _room.Webhooks.CreateAsync(admin, Other, new WebhookSettings { Name = "ci", Url = _room.Receiver.Url + "/other" }, Ct));
    }

    public async ValueTask DisposeAsync()
    {
        await _room.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task S_M8_F_6_an_answer_whose_headers_become_equal_once_they_are_masked_is_counted_and_repeated_by_the_schedule()
    {
        await _room.PutSecretAsync("PAT", "tokenBBBB");
        await _room.PutSecretAsync("HMAC", "secretAAAA");
        _room.Receiver.Answer = _ => new ReceiverAnswer(500, "no") { Headers = new Dictionary<string, string> { ["tokenBBBB"] = "1", ["secretAAAA"] = "2" } };
        var id = await _room.EnqueueAsync(await _room.CreateWebhookAsync(draft => draft with { AccessToken = "PAT", Secret = "HMAC" }));
        await _room.DeliverAsync();
        var after = await _room.GetAsync(id);
        Assert.Equal((DeliveryState.Retrying, 1), (after.Delivery.State, after.Delivery.Attempts));
        Assert.Equal("1, 2", Assert.Single(after.Attempts).ResponseHeaders!["***"]);
    }

    [Fact]
    public async Task A_payload_that_cannot_be_read_any_more_is_a_counted_attempt_that_is_given_up_in_the_end()
    {
        var id = await _room.EnqueueAsync(await _room.CreateWebhookAsync());
        await _room.Database.WriteAsync(tx => tx.ExecuteAsync("update deliveries set payload = 'not what was stored' where id = @id", new { id }), Ct);
        for (var attempt = 1; attempt <= 11; attempt++)
        {
            await _room.DeliverAsync();
            Assert.Equal(attempt, (await _room.QueryAsync<int>("select attempts from deliveries")).Single());
            _room.Advance(TimeSpan.FromDays(3));
        }
        Assert.Equal(["failed"], await _room.QueryAsync<string>("select state from deliveries"));
        Assert.StartsWith("internal_error: ", (await _room.QueryAsync<string>("select reason from deliveries")).Single(), StringComparison.Ordinal);
        Assert.Empty(_room.Receiver.Requests);
    }

    [Theory]
    [InlineData("insert", "delivery_attempts", "new.delivery_id = ", true)]
    [InlineData("update", "deliveries", "new.attempts > 0 and new.id = ", true)]
    [InlineData("update", "deliveries", "new.state <> 'delivering' and new.id = ", false)]
    [InlineData("update", "deliveries", "new.state = 'delivering' and new.id = ", false)]
    [Isolates(nameof(DeliveryWorker), nameof(CompletionWriter))]
    public async Task S_C1_what_cannot_be_claimed_or_written_down_is_set_aside_and_told_while_the_neighbour_is_delivered(string act, string table, string rows, bool ends)
    {
        var broken = await _room.EnqueueAsync(await _room.CreateWebhookAsync());
        var well = await _room.EnqueueAsync(_neighbour);
        await using var fault = await PlantedFault.PlantAsync(_room.Database, act, table, rows + broken);
        await _room.Worker.RunOnceAsync(Ct);
        await Eventually.TrueAsync(async () => await StateAsync(well) == "delivered", "the neighbour's delivery", Ct);
        if (!ends)
        {
            Assert.NotEqual("delivered", await StateAsync(broken));
            return;
        }
        await _room.Pump.IdleAsync();
        Assert.Equal("failed", await StateAsync(broken));
        Assert.Contains("internal_error", (await _room.QueryAsync<string>("select reason from deliveries where id = @broken", new { broken })).Single(), StringComparison.Ordinal);
        Assert.Equal([EventTypes.WorkSetAside], await _room.QueryAsync<string>("select type from events where team_id = @team", new { team = _room.TeamId }));
    }

    [Fact]
    [Isolates(nameof(DeliveryRescuer))]
    public async Task S_C1_what_a_dead_server_held_is_given_back_but_for_the_one_that_cannot_be()
    {
        var webhook = await _room.CreateWebhookAsync();
        DeliveryId[] ids = [await _room.EnqueueAsync(webhook), await _room.EnqueueAsync(_neighbour), await _room.EnqueueAsync(webhook)];
        await HoldByTheDeadAsync(0);
        await using var fault = await PlantedFault.PlantAsync(_room.Database, "update", "deliveries", $"new.id = {ids[0]}");
        await _room.Rescuer.RunOnceAsync(Ct);
        Assert.Equal(["delivering", "pending", "pending"], await _room.QueryAsync<string>("select state from deliveries order by id"));
    }

    [Fact]
    public async Task S_H5_what_takes_its_server_with_it_again_and_again_is_given_up()
    {
        await _room.EnqueueAsync(await _room.CreateWebhookAsync());
        await HoldByTheDeadAsync(DeliveryRescuer.MostLost - 1);
        await _room.Rescuer.RunOnceAsync(Ct);
        Assert.Equal(["pending"], await _room.QueryAsync<string>("select state from deliveries"));
        await HoldByTheDeadAsync(DeliveryRescuer.MostLost);
        await _room.Rescuer.RunOnceAsync(Ct);
        Assert.Equal(["failed"], await _room.QueryAsync<string>("select state from deliveries"));
        Assert.StartsWith("internal_error: ", (await _room.QueryAsync<string>("select reason from deliveries")).Single(), StringComparison.Ordinal);
        Assert.Equal([EventTypes.WorkSetAside], await _room.QueryAsync<string>("select type from events"));
    }

    private async Task<string> StateAsync(DeliveryId id) =>
        (await _room.QueryAsync<string>("select state from deliveries where id = @id", new { id })).Single();

    private Task HoldByTheDeadAsync(int lost) => _room.Database.WriteAsync(tx => tx.ExecuteAsync(
        "update deliveries set state = 'delivering', due_at = null, claimed_by = 999999, lease_until = slipway_now() + 300000000, lost = @lost", new { lost }), Ct);
}

public sealed class SqliteDeliveryIsolationTests() : DeliveryIsolationTests(TestEngine.Sqlite);

public sealed class PostgresDeliveryIsolationTests() : DeliveryIsolationTests(TestEngine.Postgres);

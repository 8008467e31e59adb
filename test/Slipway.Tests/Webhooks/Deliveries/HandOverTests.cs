using Slipway.Storage;
using Slipway.Testing;
using Slipway.Webhooks.Deliveries;
using Slipway.Webhooks.Payloads;
using Xunit;

namespace Slipway.Tests.Webhooks.Deliveries;

/// <summary>Hand-over in memory, claims, fences, and what follows from a crash.</summary>
public sealed class HandOverTests : IAsyncLifetime
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private WebhooksRoom _room = null!;

    public async ValueTask InitializeAsync() => _room = await WebhooksRoom.CreateAsync(new DeliveryLimits { InFlightPerWebhook = 2, WaitingPerWebhook = 2 });

    public ValueTask DisposeAsync() => _room.DisposeAsync();

    [Fact]
    public async Task A_delivery_is_attempted_after_its_commit_without_any_claim()
    {
        _room.Pump.Open();
        var id = await _room.EnqueueAsync(await _room.CreateWebhookAsync());
        await _room.Pump.IdleAsync();
        Assert.Equal(DeliveryState.Delivered, await _room.StateAsync(id));
        Assert.Equal([1L], await _room.QueryAsync<long>("select fence from deliveries"));
    }

    [Fact]
    public async Task A_delivery_whose_transaction_is_rolled_back_is_never_sent()
    {
        _room.Pump.Open();
        var webhook = await _room.CreateWebhookAsync();
        await _room.Database.WriteAsync(async tx =>
        {
            await _room.Deliveries.EnqueueAsync(tx, new NewDelivery { Webhook = webhook.Id, Payload = RenderedPayload.Empty });
            tx.Abandon();
        }, Ct);
        await _room.DeliverAsync();
        Assert.Empty(_room.Receiver.Requests);
        Assert.Empty(await _room.QueryAsync<long>("select id from deliveries"));
    }

    [Fact]
    public async Task What_does_not_fit_in_memory_waits_in_the_table_and_all_is_delivered_once()
    {
        _room.Pump.Open();
        var webhook = await _room.CreateWebhookAsync();
        var ids = await Task.WhenAll(Enumerable.Range(0, 40).Select(n => _room.EnqueueAsync(webhook, $$"""{"n":{{n}}}""")));
        await _room.Pump.IdleAsync();
        await _room.DeliverAsync();
        Assert.Equal(40, _room.Receiver.Requests.Select(request => request.Text).Distinct().Count());
        Assert.Equal(40, _room.Receiver.Requests.Count);
        Assert.All(await Task.WhenAll(ids.Select(_room.StateAsync)), state => Assert.Equal(DeliveryState.Delivered, state));
    }

    [Fact]
    public async Task A_slow_receiver_does_not_hold_up_another()
    {
        var release = new TaskCompletionSource();
        _room.Receiver.Answer = request => request.Path == "/slow" ? ReceiverAnswer.Ok with { Until = release.Task } : ReceiverAnswer.Ok;
        var slow = await _room.CreateWebhookAsync(draft => draft with { Url = _room.Receiver.Url + "/slow" }, "slow");
        var fast = await _room.CreateWebhookAsync(name: "fast");
        for (var n = 0; n < 20; n++)
        {
            await _room.EnqueueAsync(slow);
        }
        await _room.EnqueueAsync(fast);
        await _room.Worker.RunOnceAsync(Ct);
        await _room.Receiver.WaitForAsync(requests => requests.Any(request => request.Path == "/hook") && requests.Count(request => request.Path == "/slow") == 2, "both");
        Assert.Equal(0, await _room.Worker.RunOnceAsync(Ct));
        Assert.Equal(2, _room.Receiver.Requests.Count(request => request.Path == "/slow"));
        release.SetResult();
        await _room.Pump.IdleAsync();
        await _room.DeliverAsync();
        Assert.Equal(20, _room.Receiver.Requests.Count(request => request.Path == "/slow"));
    }

    [Fact]
    public async Task What_a_dead_server_had_claimed_is_given_back_and_no_attempt_is_counted()
    {
        var id = await _room.EnqueueAsync(await _room.CreateWebhookAsync());
        await ClaimForAsync(instance: 4711);
        await _room.DeliverAsync();
        Assert.Empty(_room.Receiver.Requests);
        await _room.Rescuer.RunOnceAsync(Ct);
        var delivery = (await _room.GetAsync(id)).Delivery;
        Assert.Equal((DeliveryState.Pending, 0), (delivery.State, delivery.Attempts));
        await _room.DeliverAsync();
        Assert.Equal(DeliveryState.Delivered, await _room.StateAsync(id));
        Assert.Equal(1, (await _room.GetAsync(id)).Delivery.Attempts);
    }

    [Fact]
    public async Task A_lease_that_ran_out_is_given_back_and_the_old_claimant_changes_nothing()
    {
        var release = new TaskCompletionSource();
        _room.Receiver.Answer = request => request.Number == 1 ? new ReceiverAnswer(500) { Until = release.Task } : ReceiverAnswer.Ok;
        var id = await _room.EnqueueAsync(await _room.CreateWebhookAsync());
        await _room.Worker.RunOnceAsync(Ct);
        await _room.Receiver.WaitForAsync(1);

        await _room.Database.WriteAsync(tx => tx.ExecuteAsync("update deliveries set lease_until = slipway_now() - 1"), Ct);
        await _room.Rescuer.RunOnceAsync(Ct);
        await _room.Worker.RunOnceAsync(Ct);
        await _room.Receiver.WaitForAsync(2);
        release.SetResult();
        await _room.Pump.IdleAsync();

        var (delivery, attempts) = await _room.GetAsync(id);
        Assert.Equal((DeliveryState.Delivered, 1), (delivery.State, delivery.Attempts));
        Assert.Equal(200, Assert.Single(attempts).Status);
    }

    [Fact]
    public async Task An_old_claimant_in_the_same_batch_as_the_new_one_changes_nothing()
    {
        var webhook = await _room.CreateWebhookAsync();
        var id = await _room.EnqueueAsync(webhook);
        await ClaimForAsync(_room.Get<ServerInstance>().Id);
        var attempt = new DeliveryAttempt { StartedAt = default, DurationMs = 1, Timings = new() { TotalMs = 1 }, Url = "", RequestHeaders = new Dictionary<string, string>() };
        Completion[] batch =
        [
            new Completion.Attempted(Claim(fence: 2), attempt with { Status = 200 }, new DeliveryOutcome.Delivered()),
            new Completion.Attempted(Claim(fence: 1), attempt with { Status = 500 }, new DeliveryOutcome.GivenUp("late: It came late.")),
        ];
        await _room.Database.WriteAsync(tx => _room.Get<CompletionRecorder>().RecordAsync(tx, batch), Ct);
        var (delivery, attempts) = await _room.GetAsync(id);
        Assert.Equal((DeliveryState.Delivered, 1), (delivery.State, delivery.Attempts));
        Assert.Equal(200, Assert.Single(attempts).Status);

        ClaimedDelivery Claim(long fence) => new() { Id = id, TeamId = _room.TeamId, WebhookId = webhook.Id, Fence = fence };
    }

    [Fact]
    public async Task The_claims_of_a_living_server_are_left_alone()
    {
        await _room.EnqueueAsync(await _room.CreateWebhookAsync());
        await ClaimForAsync(_room.Get<ServerInstance>().Id);
        await _room.Rescuer.RunOnceAsync(Ct);
        Assert.Equal(["delivering"], await _room.QueryAsync<string>("select state from deliveries"));
    }

    [Fact]
    public async Task Stopping_gives_back_what_is_in_flight_and_counts_no_attempt()
    {
        var never = new TaskCompletionSource();
        _room.Receiver.Answer = _ => ReceiverAnswer.Ok with { Until = never.Task };
        var webhook = await _room.CreateWebhookAsync();
        var ids = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _room.EnqueueAsync(webhook)));
        await _room.Worker.RunOnceAsync(Ct);
        await _room.Receiver.WaitForAsync(2);
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _room.Pump.StopAsync(now.Token);
        foreach (var id in ids)
        {
            var delivery = (await _room.GetAsync(id)).Delivery;
            Assert.Equal((DeliveryState.Pending, 0), (delivery.State, delivery.Attempts));
        }
        never.SetResult();
    }

    [Fact]
    public async Task A_webhook_deleted_during_an_attempt_cancels_what_would_be_repeated()
    {
        var release = new TaskCompletionSource();
        _room.Receiver.Answer = _ => new ReceiverAnswer(500) { Until = release.Task };
        var id = await _room.EnqueueAsync(await _room.CreateWebhookAsync());
        await _room.Worker.RunOnceAsync(Ct);
        await _room.Receiver.WaitForAsync(1);
        await _room.Webhooks.DeleteAsync(_room.Admin, WebhooksRoom.Team, "ci", false, Ct);
        release.SetResult();
        await _room.Pump.IdleAsync();
        var delivery = (await _room.GetAsync(id)).Delivery;
        Assert.Equal((DeliveryState.Cancelled, 1), (delivery.State, delivery.Attempts));
    }

    private Task<int> ClaimForAsync(long instance) => _room.Database.WriteAsync(tx => tx.ExecuteAsync(
        "update deliveries set state = 'delivering', due_at = null, claimed_by = @instance, lease_until = slipway_now() + 60000000, fence = fence + 1",
        new { instance }), Ct);
}

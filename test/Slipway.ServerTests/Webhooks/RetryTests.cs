using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Slipway.Api.Automations;
using Slipway.Api.Events;
using Slipway.Api.Http;
using Slipway.Api.Webhooks;
using Slipway.ServerTests.Scenes;
using Slipway.Testing;
using Slipway.Testing.Scenes;
using Slipway.Webhooks.Deliveries;
using Xunit;

namespace Slipway.ServerTests.Webhooks;

public sealed class RetryTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task B2_A_delivery_that_failed_waits_as_Retry_After_asks_and_is_tried_again_under_the_same_id(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        team.Answer = _ => team.Requests.Count switch
        {
            1 => new ReceiverAnswer(503, "overloaded") { Headers = new Dictionary<string, string> { ["Retry-After"] = "3600" } },
            2 => ReceiverAnswer.HangUp,
            _ => ReceiverAnswer.Ok,
        };
        await team.MoveAliasAsync("prod", "v0", Ct);

        var first = await team.DeliveryAsync(AliasScene.Automation, DeliveryStates.Retrying, Ct);
        Assert.InRange((first.NextAttemptAt!.Value - await team.Server.Database.NowAsync(Ct)).TotalMinutes, 59, 60);
        Assert.StartsWith("http_status", first.Reason, StringComparison.Ordinal);
        Assert.Equal(ExecutionStates.Pending, await ExecutionAsync(team));
        await LaterAsync(team, TimeSpan.FromMinutes(61));
        await AttemptsAsync(team, first.Id, 2);
        await LaterAsync(team, TimeSpan.FromMinutes(1));

        var done = await team.DeliveryAsync(AliasScene.Automation, DeliveryStates.Delivered, Ct);
        Assert.Equal(["retry 503", "retry ", "delivered 200"], done.Attempts.Select(attempt => $"{attempt.Outcome} {attempt.Status}"));
        Assert.Equal("overloaded", done.Attempts[0].Response!.Body);
        Assert.NotNull(done.Attempts[1].Error);
        Assert.Equal(ExecutionStates.Finished, await ExecutionAsync(team));
        Assert.Equal(done.WebhookId, Assert.Single(team.Requests.Select(request => request.Header("webhook-id")).Distinct()));
        Assert.Single(team.Requests.Select(request => request.Text).Distinct());
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task B2_A_receiver_that_answers_410_disables_its_webhook_which_is_told_as_an_event(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        team.Answer = _ => new ReceiverAnswer(410);
        await team.MoveAliasAsync("prod", "v0", Ct);

        var failed = await team.DeliveryAsync(AliasScene.Automation, DeliveryStates.Failed, Ct);
        Assert.StartsWith("gone", failed.Reason, StringComparison.Ordinal);
        Assert.Equal(ExecutionStates.Failed, await ExecutionAsync(team));
        var webhook = await team.Admin.Webhooks.GetAsync(team.Name, AliasScene.Webhook, Ct);
        Assert.False(webhook.Enabled);
        Assert.NotNull(webhook.DisabledReason);
        var told = await team.Admin.Events.ListAsync(team.Name, null, EventTypes.WebhookDisabled, null, 10, Ct).SingleAsync(Ct);
        Assert.Equal((AliasScene.Webhook, "gone"), (told.After!.Value.GetProperty("webhook").GetString(), told.After.Value.GetProperty("reason").GetString()));
        var refused = await Assert.ThrowsAsync<SlipwayApiException>(() => team.Admin.Webhooks.RedeliverAsync(team.Name, failed.Id, Ct));
        Assert.Equal("webhook_disabled", refused.Code);

        // What comes meanwhile is held, and goes out when the webhook is enabled.
        await team.MoveAliasAsync("prod", "v1", Ct);
        var held = await Eventually.FindAsync(async () =>
            await team.Admin.Webhooks.ListDeliveriesAsync(team.Name, null, null, DeliveryStates.Held, 10, Ct).FirstOrDefaultAsync(Ct), "a held delivery", Ct);
        Assert.Single(team.Requests);
        team.Answer = _ => ReceiverAnswer.Ok;
        await team.Admin.Webhooks.PatchAsync(team.Name, AliasScene.Webhook, new JsonObject { ["enabled"] = true }, Ct);
        await Eventually.TrueAsync(async () =>
            (await team.Admin.Webhooks.GetDeliveryAsync(team.Name, held.Id, Ct)).State == DeliveryStates.Delivered, "the held delivery", Ct);
        Assert.Null((await team.Admin.Webhooks.GetAsync(team.Name, AliasScene.Webhook, Ct)).DisabledReason);

        // So does the one that had failed, when somebody asks for it: its execution is finished after all.
        await team.Admin.Webhooks.RedeliverAsync(team.Name, failed.Id, Ct);
        await Eventually.TrueAsync(async () =>
            (await team.Admin.Webhooks.GetDeliveryAsync(team.Name, failed.Id, Ct)).State == DeliveryStates.Delivered, "the failed delivery", Ct);
        Assert.All(await team.Admin.Automations.ListExecutionsAsync(team.Name, AliasScene.Automation, null, 10, Ct).ToListAsync(Ct),
            execution => Assert.Equal(ExecutionStates.Finished, execution.State));
    }

    [Fact]
    public async Task B2_A_redelivery_is_one_more_attempt_with_the_same_id_and_body_and_a_signature_of_now()
    {
        var team = await servers.NewTeamAsync(Ct);
        await team.MoveAliasAsync("prod", "v0", Ct);
        var delivery = await team.DeliveryAsync(AliasScene.Automation, DeliveryStates.Delivered, Ct);

        // The webhook as it is now, its secret as it is now; the body as it was rendered.
        await team.Admin.Secrets.PutAsync(team.Name, "TOKEN", "another-token", Ct);
        await team.Admin.Webhooks.PatchAsync(team.Name, AliasScene.Webhook, new JsonObject { ["url"] = team.Target + "/moved" }, Ct);
        var (status, body) = await team.SendAsync("POST", $"deliveries/{delivery.Id}/redeliver", null, Ct);

        var sent = await team.WaitForAsync(2);
        Assert.Equal((202, delivery.Id), (status, (string?)body!["id"]));
        Assert.Equal((sent[0].Header("webhook-id"), sent[0].Text), (sent[1].Header("webhook-id"), sent[1].Text));
        Assert.Equal(("Bearer another-token", $"/{team.Name}/moved"), (sent[1].Header("Authorization"), sent[1].Path));
        var after = await AttemptsAsync(team, delivery.Id, 2);
        Assert.Equal([1, 2], after.Attempts.Select(attempt => attempt.N));
        Assert.Single(await team.Admin.Automations.ListExecutionsAsync(team.Name, AliasScene.Automation, null, 10, Ct).ToListAsync(Ct));
    }

    [Fact]
    public async Task B2_F_53_A_redirect_is_not_followed_and_says_where_it_led()
    {
        var team = await servers.NewTeamAsync(Ct);
        team.Answer = _ => new ReceiverAnswer(308) { Headers = new Dictionary<string, string> { ["Location"] = team.Target + "/elsewhere" } };

        var test = await team.Admin.Webhooks.TestAsync(team.Name, AliasScene.Webhook, new TestWebhookRequest(), Ct);

        Assert.Equal((false, 308, "redirect_not_followed"), (test.Delivered, test.Status, test.Error!.Code));
        Assert.Contains("/elsewhere", test.Error.Message + test.Response!.Headers["Location"], StringComparison.Ordinal);
        Assert.Single(team.Requests);
    }

    /// <summary>Moves the clock and lets the worker look at it, which else looks every half minute.</summary>
    private static async Task LaterAsync(TeamScene team, TimeSpan time)
    {
        team.Server.Database.ClockOffset += time;
        await team.Server.Services.GetServices<IHostedService>().OfType<DeliveryWorker>().Single().RunOnceAsync(Ct);
    }

    private static Task<DeliveryDetailResponse> AttemptsAsync(TeamScene team, string id, int count) =>
        Eventually.FindAsync(async () =>
        {
            var detail = await team.Admin.Webhooks.GetDeliveryAsync(team.Name, id, Ct);
            return detail.State != DeliveryStates.Delivering && detail.Attempts.Count == count ? detail : null;
        }, $"attempt {count}", Ct);

    private static async Task<string> ExecutionAsync(TeamScene team) =>
        (await team.Admin.Automations.ListExecutionsAsync(team.Name, AliasScene.Automation, null, 10, Ct).SingleAsync(Ct)).State;
}

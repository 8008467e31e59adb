using Slipway.Api.Automations;
using Slipway.Api.Events;
using Slipway.Api.Http;
using Slipway.Api.Registry;
using Slipway.Api.Webhooks;
using Slipway.ServerTests.Scenes;
using Slipway.Testing;
using Slipway.Testing.Scenes;
using Xunit;

namespace Slipway.ServerTests.Automations;

/// <summary>What the end of an automation, of its model or of its webhook does to what is under way.</summary>
public sealed class EndTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M13_Deleting_an_automation_leaves_a_delivery_in_flight_and_one_that_waits_untouched(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        var answer = new TaskCompletionSource();
        team.Answer = request => request.Path.EndsWith("/later", StringComparison.Ordinal)
            ? new ReceiverAnswer(team.Requests.Count(sent => sent.Path == request.Path) == 1 ? 503 : 200)
            : ReceiverAnswer.Ok with { Until = answer.Task };
        await team.AddWebhookAsync(new WebhookSettings { Name = "later", Url = team.Target + "/later" }, Ct);
        await team.AddAutomationAsync("waits", EventTypes.AddArtifactAlias, AliasScene.Model, "later", null, Ct);
        await team.MoveAliasAsync("prod", "v0", Ct);
        await team.WaitForAsync(2);
        var waiting = await team.DeliveryAsync("waits", DeliveryStates.Retrying, Ct);

        await team.Admin.Automations.DeleteAsync(team.Name, AliasScene.Automation, Ct);
        await team.Admin.Automations.DeleteAsync(team.Name, "waits", Ct);
        Assert.Equal(DeliveryStates.Retrying, (await team.Admin.Webhooks.GetDeliveryAsync(team.Name, waiting.Id, Ct)).State);
        answer.SetResult();

        Assert.Single((await team.DeliveryAsync(AliasScene.Automation, DeliveryStates.Delivered, Ct)).Attempts);
        await team.Admin.Webhooks.RedeliverAsync(team.Name, waiting.Id, Ct);
        Assert.Equal(2, (await team.DeliveryAsync("waits", DeliveryStates.Delivered, Ct)).Attempts.Count);
        await team.MoveAliasAsync("prod", "v1", Ct);
        await NothingMoreAsync(team, 2);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M13_Deleting_a_registered_model_ends_the_automations_that_stand_on_it_and_no_other(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        var answer = new TaskCompletionSource();
        team.Answer = _ => ReceiverAnswer.Ok with { Until = answer.Task };
        await team.AddAutomationAsync("all", EventTypes.DeleteCollection, null, AliasScene.Webhook, null, Ct);
        await team.MoveAliasAsync("prod", "v0", Ct);
        await team.WaitForAsync(1);

        await team.Admin.Registry.DeleteModelAsync(team.Name, AliasScene.Model, Ct);

        await Eventually.TrueAsync(async () => await NamesAsync(team) == "all", "the end of the model's automation", Ct);
        answer.SetResult();
        await team.DeliveryAsync(AliasScene.Automation, DeliveryStates.Delivered, Ct);
        await team.DeliveryAsync("all", DeliveryStates.Delivered, Ct);
        var gone = await Assert.ThrowsAsync<SlipwayApiException>(() => team.Admin.Automations.GetAsync(team.Name, AliasScene.Automation, Ct));
        Assert.Equal("not_found", gone.Code);

        // A model that bears the name later is another one.
        await team.Admin.Registry.CreateModelAsync(team.Name, new CreateRegisteredModelRequest { Name = AliasScene.Model }, Ct);
        Assert.Equal("v0", await team.PublishAndLinkAsync("the third model", Ct));
        await team.MoveAliasAsync("prod", "v0", Ct);
        await NothingMoreAsync(team, 2);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M4_M13_Deleting_a_webhook_in_use_is_refused_and_by_force_cancels_what_waits(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        team.Answer = _ => new ReceiverAnswer(503);
        await team.MoveAliasAsync("prod", "v0", Ct);
        await team.DeliveryAsync(AliasScene.Automation, DeliveryStates.Retrying, Ct);

        var inUse = await Assert.ThrowsAsync<SlipwayApiException>(() => team.Admin.Webhooks.DeleteAsync(team.Name, AliasScene.Webhook, false, Ct));
        Assert.Equal("webhook_in_use", inUse.Code);
        Assert.Contains(AliasScene.Automation, inUse.Problem.Extensions!["usedBy"].ToString(), StringComparison.Ordinal);
        await team.Admin.Webhooks.DeleteAsync(team.Name, AliasScene.Webhook, true, Ct);

        var cancelled = await team.DeliveryAsync(AliasScene.Automation, DeliveryStates.Cancelled, Ct);
        Assert.StartsWith("webhook_deleted", cancelled.Reason, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<SlipwayApiException>(() => team.Admin.Webhooks.RedeliverAsync(team.Name, cancelled.Id, Ct));
        Assert.Equal("webhook_missing", refused.Code);
        var automation = await team.Admin.Automations.GetAsync(team.Name, AliasScene.Automation, Ct);
        Assert.NotNull(automation.DisabledReason);
        Assert.Equal(ExecutionStates.Failed, (await team.Admin.Automations.ListExecutionsAsync(team.Name, AliasScene.Automation, null, 10, Ct).SingleAsync(Ct)).State);
    }

    private static async Task<string> NamesAsync(TeamScene team) =>
        string.Join(", ", await team.Admin.Automations.ListAsync(team.Name, null, 50, Ct).Select(automation => automation.Name).ToListAsync(Ct));

    /// <summary>Events are answered in their order: once a later one is, whatever the earlier ones cause is in the list of deliveries.</summary>
    private static async Task NothingMoreAsync(TeamScene team, int deliveries)
    {
        team.Answer = _ => ReceiverAnswer.Ok;
        await team.AddAutomationAsync("last", EventTypes.CreateCollection, null, AliasScene.Webhook, null, Ct);
        await team.Admin.Registry.CreateModelAsync(team.Name, new CreateRegisteredModelRequest { Name = "Last" }, Ct);
        await team.DeliveryAsync("last", DeliveryStates.Delivered, Ct);
        Assert.Equal(deliveries + 1, await team.Admin.Webhooks.ListDeliveriesAsync(team.Name, null, null, null, 500, Ct).CountAsync(Ct));
    }
}

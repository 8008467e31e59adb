using Slipway.Api;
using Slipway.Api.Automations;
using Slipway.Api.Http;
using Slipway.Api.Webhooks;
using Slipway.ServerTests.Scenes;
using Slipway.Testing;
using Slipway.Testing.Scenes;
using Xunit;

namespace Slipway.ServerTests.Automations;

/// <summary>The history of an automation by state, which follows what becomes of deliveries and items.</summary>
public sealed class ExecutionFilterTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M12_The_history_is_filtered_by_a_state_that_follows_the_delivery(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        await team.MoveAliasAsync("prod", "v0", Ct);
        await team.DeliveryAsync(AliasScene.Automation, DeliveryStates.Delivered, Ct);
        team.Answer = _ => new ReceiverAnswer(503);
        await team.PublishAndLinkAsync("a second model", Ct);
        await team.MoveAliasAsync("prod", "v1", Ct);
        var retrying = await Eventually.FindAsync(async () =>
            await team.Admin.Webhooks.ListDeliveriesAsync(team.Name, null, null, DeliveryStates.Retrying, 10, Ct).FirstOrDefaultAsync(Ct), "a delivery that is retried", Ct);

        Assert.Equal("1100", await CountAsync(team, AliasScene.Automation));
        Assert.Equal(retrying.Id, (await ListAsync(team, AliasScene.Automation, ExecutionStates.Pending))[0].Delivery);

        await team.Admin.Webhooks.CancelAsync(team.Name, retrying.Id, Ct);
        Assert.Equal("0110", await CountAsync(team, AliasScene.Automation));
        Assert.StartsWith("cancelled", (await ListAsync(team, AliasScene.Automation, ExecutionStates.Failed))[0].Reason, StringComparison.Ordinal);

        team.Answer = _ => ReceiverAnswer.Ok;
        await team.Admin.Webhooks.RedeliverAsync(team.Name, retrying.Id, Ct);
        await Eventually.TrueAsync(async () => (await ListAsync(team, AliasScene.Automation, ExecutionStates.Finished)).Count == 2, "two finished ones", Ct);
        Assert.Equal("0200", await CountAsync(team, AliasScene.Automation));
        Assert.All(await ListAsync(team, AliasScene.Automation, ExecutionStates.Finished), execution => Assert.Null(execution.Reason));

        // Page by page, and only of that state.
        Assert.Equal(2, await team.Admin.Automations.ListExecutionsAsync(team.Name, AliasScene.Automation, ExecutionStates.Finished, 1, Ct).CountAsync(Ct));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M12_M17_The_state_of_an_execution_follows_its_queue_item(TestEngine engine)
    {
        using var scene = await LaunchScene.SetUpAsync(await servers.NewTeamAsync(Ct, engine), Ct);
        await scene.AddAsync(scene.Automation("score", new AutomationScope { Type = ScopeType.RegisteredModel, Name = AliasScene.Model },
            new AutomationEvent { Type = AutomationEventType.AddArtifactAlias, AliasPattern = "^canary$" }), Ct);
        await scene.Team.MoveAliasAsync("canary", "v0", Ct);
        var waiting = await scene.ExecutionAsync("score", ExecutionStates.Pending, Ct);
        Assert.Equal("1000", await CountAsync(scene.Team, "score"));

        await scene.Admin.Queues.CancelAsync(scene.Name, waiting.Item!, Ct);
        Assert.Equal("0010", await CountAsync(scene.Team, "score"));
        var cancelled = Assert.Single(await ListAsync(scene.Team, "score", ExecutionStates.Failed));
        Assert.Equal((waiting.Id, waiting.Run), (cancelled.Id, cancelled.Run));
        Assert.StartsWith("cancelled", cancelled.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task M12_A_state_that_does_not_exist_is_refused_with_those_that_do()
    {
        var team = await servers.NewTeamAsync(Ct);
        var refused = await Assert.ThrowsAsync<SlipwayApiException>(() => ListAsync(team, AliasScene.Automation, "delivered"));
        Assert.Equal(ErrorCodes.Invalid, refused.Code);
        Assert.Contains("pending, finished, failed, skipped", refused.Message + refused.Problem.Detail, StringComparison.Ordinal);
    }

    /// <summary>How many are pending, finished, failed and skipped.</summary>
    private static async Task<string> CountAsync(TeamScene team, string automation)
    {
        string[] states = [ExecutionStates.Pending, ExecutionStates.Finished, ExecutionStates.Failed, ExecutionStates.Skipped];
        var counts = new List<int>();
        foreach (var state in states)
        {
            counts.Add((await ListAsync(team, automation, state)).Count);
        }
        Assert.Equal(counts.Sum(), (await ListAsync(team, automation, null)).Count);
        return string.Concat(counts);
    }

    private static async Task<IReadOnlyList<ExecutionResponse>> ListAsync(TeamScene team, string automation, string? state) =>
        await team.Admin.Automations.ListExecutionsAsync(team.Name, automation, state, 500, Ct).ToListAsync(Ct);
}

using Slipway.Api;
using Slipway.Api.Automations;
using Slipway.Automations;
using Slipway.Automations.Definitions;
using Slipway.Automations.Executions;
using Slipway.Events;
using Slipway.Launch.Items;
using Slipway.Storage;
using Slipway.Testing;
using Slipway.Webhooks.Deliveries;
using Xunit;

namespace Slipway.Tests.Automations.Executions;

public sealed class ExecutionTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    private static Execution Waiting(DeliveryId? delivery = null) => new()
    {
        Id = new ExecutionId(1),
        AutomationId = new AutomationId(2),
        EventId = new EventId(3),
        State = ExecutionState.Pending,
        DeliveryId = delivery,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    private static DeliverySummary Summary(DeliveryState state) => new() { Id = new DeliveryId(9), State = state, Reason = "why: so.", Attempts = 1 };

    [Fact]
    public void A_pending_execution_says_what_its_delivery_waits_for()
    {
        Assert.Equal("why: so.", Waiting(new DeliveryId(9)).With(Summary(DeliveryState.Retrying)).Reason);
        var ended = Waiting(new DeliveryId(9)) with { State = ExecutionState.Finished };
        Assert.Same(ended, ended.With(Summary(DeliveryState.Delivered)));
    }

    [Theory]
    [InlineData(ItemState.Queued, ExecutionState.Pending, null)]
    [InlineData(ItemState.Claimed, ExecutionState.Pending, null)]
    [InlineData(ItemState.Starting, ExecutionState.Pending, null)]
    [InlineData(ItemState.Running, ExecutionState.Pending, null)]
    [InlineData(ItemState.Succeeded, ExecutionState.Finished, null)]
    [InlineData(ItemState.Failed, ExecutionState.Failed, "failed: The job ended with exit code 3.")]
    [InlineData(ItemState.Cancelled, ExecutionState.Failed, "failed: The job ended with exit code 3.")]
    [InlineData(ItemState.Expired, ExecutionState.Failed, "failed: The job ended with exit code 3.")]
    [InlineData(ItemState.Lost, ExecutionState.Failed, "failed: The job ended with exit code 3.")]
    public void M17_an_execution_stands_as_its_item_does(ItemState item, ExecutionState execution, string? reason)
    {
        Assert.Equal((execution, reason), (Execution.Of(item), Execution.Why(item, null, 3)));
        Assert.Equal(execution == ExecutionState.Failed ? "lost: its agent fell silent" : null, Execution.Why(item, "lost: its agent fell silent", 3));
    }

    [Fact]
    public void An_execution_names_the_run_of_its_item()
    {
        var summary = new ItemSummary { Id = new ItemId(5), TeamName = "vision", ProjectName = "iris", State = ItemState.Succeeded, RunKey = "abc" };
        Assert.Equal("vision/iris/abc", (Waiting() with { ItemId = new ItemId(5), State = ExecutionState.Finished }).WithItem(summary).Run);
    }

    [Fact]
    public void What_failed_before_anything_was_sent_stays_so()
    {
        var failed = Waiting() with { State = ExecutionState.Failed, Reason = "payload_too_large: x" };
        Assert.Same(failed, failed.With(null));
    }

    [Fact]
    public void The_wire_spells_the_same_states() => Assert.Equal(
        Enum.GetValues<ExecutionState>().Select(EnumText.Of).Order(),
        typeof(ExecutionStates).GetFields().Select(field => (string)field.GetRawConstantValue()!).Order());

    [Fact]
    public async Task M6_an_event_goes_all_the_way_to_the_receiver_and_the_history_tells_it()
    {
        await using var room = await AutomationsRoom.CreateAsync();
        await room.SaveAsync(AutomationsRoom.OnModel(payload: """{"v":"${artifact_version_string}","by":"${event_author}"}"""));
        var happened = await room.MoveAliasAsync("prod", "v1");
        await room.MatchAsync();
        Assert.Equal(ExecutionState.Pending, Assert.Single(await room.ExecutionsAsync()).State);

        await room.Get<DeliveryWorker>().RunOnceAsync(Ct);
        await room.Get<DeliveryPump>().IdleAsync();

        var request = Assert.Single(room.Receiver.Requests);
        Assert.Equal(("acme/model-registry/Iris:prod", "max"), (request.Json.GetProperty("v").GetString(), request.Json.GetProperty("by").GetString()));
        var shown = Assert.Single(await room.ExecutionsAsync());
        Assert.Equal((ExecutionState.Finished, happened.Id), (shown.State, shown.EventId));
    }

    [Fact]
    public async Task An_execution_keeps_its_end_when_its_delivery_is_cleaned_away()
    {
        await using var room = await AutomationsRoom.CreateAsync();
        room.Receiver.Answer = _ => new ReceiverAnswer(410);
        await room.SaveAsync(AutomationsRoom.OnModel());
        await room.MoveAliasAsync("prod", "v1");
        await room.MatchAsync();
        await room.Get<DeliveryWorker>().RunOnceAsync(Ct);
        await room.Get<DeliveryPump>().IdleAsync();
        await room.Database.WriteAsync(tx => tx.ExecuteAsync("delete from deliveries", new { }), Ct);

        var shown = Assert.Single(await room.ExecutionsAsync());
        Assert.Equal(ExecutionState.Failed, shown.State);
        Assert.StartsWith("gone", shown.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task M13_deleting_an_automation_leaves_what_it_has_set_going()
    {
        await using var room = await AutomationsRoom.CreateAsync();
        await room.SaveAsync(AutomationsRoom.OnModel());
        await room.MoveAliasAsync();
        await room.MatchAsync();
        await room.Automations.DeleteAsync(room.Admin, AutomationsRoom.Team, "deploy", Ct);

        await room.Get<DeliveryWorker>().RunOnceAsync(Ct);
        await room.Get<DeliveryPump>().IdleAsync();
        Assert.Single(room.Receiver.Requests);
    }

    [Fact]
    public async Task A_payload_that_grows_over_the_limit_fails_the_execution_with_its_code()
    {
        await using var room = await AutomationsRoom.CreateAsync();
        var fields = string.Join(',', Enumerable.Range(0, 40_000).Select(i => $"\"f{i}\":\"${{artifact_version_string}}\""));
        await room.SaveAsync(AutomationsRoom.OnModel(payload: $"{{{fields[..fields.LastIndexOf(',', 1_000_000)]}}}"));
        await room.MoveAliasAsync(new string('a', 100));
        await room.MatchAsync();
        var failed = Assert.Single(await room.ExecutionsAsync());
        Assert.Equal(ExecutionState.Failed, failed.State);
        Assert.StartsWith(ErrorCodes.PayloadTooLarge, failed.Reason, StringComparison.Ordinal);
        Assert.Empty(await room.DeliveriesAsync());
    }

    [Fact]
    public async Task The_history_is_for_those_who_see_the_team()
    {
        await using var room = await AutomationsRoom.CreateAsync();
        await room.SaveAsync(AutomationsRoom.OnModel());
        var page = new Slipway.Rest.PageRequest(10, long.MaxValue);
        var executions = room.Get<ExecutionOperations>();
        Assert.Equal(ErrorCodes.NotFound, (await executions.ListAsync(room.Registry.Stranger, AutomationsRoom.Team, "deploy", null, page, Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.NotFound, (await executions.ListAsync(room.Viewer, AutomationsRoom.Team, "none", null, page, Ct)).Refusal?.Code);
    }
}

using Slipway.Events;
using Slipway.Launch.Items;
using Slipway.Storage;
using Slipway.Webhooks.Deliveries;

namespace Slipway.Automations.Executions;

/// <summary>Where an execution stands. docs/state-machines.md draws the ways between the states.</summary>
public enum ExecutionState
{
    /// <summary>Its delivery or item has not ended.</summary>
    Pending,

    /// <summary>Delivered, or the run succeeded; also after an earlier failure.</summary>
    Finished,

    /// <summary>Given up, cancelled, or refused before anything was sent.</summary>
    Failed,

    /// <summary>Deliberately not set going, such as a loop of causes.</summary>
    Skipped,
}

/// <summary>One automation's answer to one event.</summary>
public sealed record Execution
{
    public required ExecutionId Id { get; init; }

    public required AutomationId AutomationId { get; init; }

    public required EventId EventId { get; init; }

    public required ExecutionState State { get; init; }

    /// <summary>Why it failed or was skipped, as <c>code: sentence</c>; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>Its delivery; null when none was made.</summary>
    public DeliveryId? DeliveryId { get; init; }

    /// <summary>Its queue item; null when none was made.</summary>
    public ItemId? ItemId { get; init; }

    /// <summary>The item's run, as <c>team/project/run</c>; null when there is none.</summary>
    public string? Run { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>As the delivery stands now. Nothing calls back up: the state is read, not told (house.md 1.2).</summary>
    internal Execution With(DeliverySummary? delivery) => State != ExecutionState.Pending || DeliveryId is null ? this : delivery?.State switch
    {
        null => this with { State = ExecutionState.Finished, Reason = "expired: The log of its delivery is past its retention." },
        DeliveryState.Delivered => this with { State = ExecutionState.Finished },
        DeliveryState.Failed or DeliveryState.Cancelled => this with { State = ExecutionState.Failed, Reason = delivery.Reason },
        _ => this with { Reason = delivery.Reason },
    };

    /// <summary>As the queue item stands now.</summary>
    internal Execution WithItem(ItemSummary? item)
    {
        if (State != ExecutionState.Pending || item is null)
        {
            return this;
        }
        var shown = this with { Run = item.Run };
        return item.State switch
        {
            ItemState.Queued or ItemState.Claimed or ItemState.Starting or ItemState.Running => shown,
            ItemState.Succeeded => shown with { State = ExecutionState.Finished },
            _ => shown with
            {
                State = ExecutionState.Failed,
                Reason = item.Reason ?? (item.ExitCode is { } code ? $"failed: The job ended with exit code {code}." : $"{EnumText.Of(item.State)}: The run is {EnumText.Of(item.State)}."),
            },
        };
    }
}

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

    /// <summary>While it is pending, with what its delivery waits for.</summary>
    internal Execution With(DeliverySummary? delivery) =>
        State == ExecutionState.Pending && delivery is not null ? this with { Reason = delivery.Reason } : this;

    /// <summary>With its run.</summary>
    internal Execution WithItem(ItemSummary? item) => item is null ? this : this with { Run = item.Run };

    internal static ExecutionState Of(ItemState state) => state switch
    {
        ItemState.Queued or ItemState.Claimed or ItemState.Starting or ItemState.Running => ExecutionState.Pending,
        ItemState.Succeeded => ExecutionState.Finished,
        _ => ExecutionState.Failed,
    };

    /// <summary>Why an item ended so; null when it is well.</summary>
    internal static string? Why(ItemState state, string? reason, int? exitCode) => Of(state) != ExecutionState.Failed
        ? null
        : reason ?? (exitCode is { } code ? $"failed: The job ended with exit code {code}." : $"{EnumText.Of(state)}: The run is {EnumText.Of(state)}.");
}

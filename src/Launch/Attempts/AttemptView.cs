using Slipway.Api.Queues;

namespace Slipway.Launch.Attempts;

/// <summary>All that the rules of leases look at.</summary>
public readonly record struct AttemptView
{
    public required AttemptState State { get; init; }

    /// <summary>Whether the item names this attempt as its current one: the fence.</summary>
    public required bool IsCurrent { get; init; }

    public required bool CancelRequested { get; init; }

    /// <summary>Whether it was ever seen running.</summary>
    public required bool HasRun { get; init; }

    public required LostPolicy Policy { get; init; }

    /// <summary>1, 2, ...: which try at the item this is.</summary>
    public required int Number { get; init; }

    /// <summary>Tries that may have run, this one among them once it holds the right to start.</summary>
    public required int Used { get; init; }

    public required int MaxAttempts { get; init; }
}

using Slipway.Api.Queues;
using Slipway.Launch.Items;

namespace Slipway.Launch.Attempts;

/// <summary>An attempt with its item, both locked until the transaction ends.</summary>
internal sealed record HeldAttempt(Attempt Attempt, Item Item, LostPolicy Policy)
{
    public AttemptView View => new()
    {
        State = Attempt.State,
        IsCurrent = Item.AttemptId == Attempt.Id.Value && Item.State is not ItemState.Queued,
        CancelRequested = Item.CancelRequestedAt is not null,
        HasRun = Attempt.RunningAt is not null,
        Policy = Policy,
        Number = Attempt.Number,
        Used = Item.Attempts,
        MaxAttempts = Item.MaxAttempts,
    };
}

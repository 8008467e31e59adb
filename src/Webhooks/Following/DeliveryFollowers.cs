using Slipway.Storage;

namespace Slipway.Webhooks.Following;

/// <summary>All who follow deliveries.</summary>
internal sealed class DeliveryFollowers(IEnumerable<IDeliveryFollower> followers)
{
    private readonly IDeliveryFollower[] _followers = [.. followers];

    /// <param name="executions">What the deliveries were made for; null for one that nobody follows.</param>
    public async Task TellAsync(DatabaseTransaction tx, IEnumerable<long?> executions, DeliveryTurn turn)
    {
        long[] followed = [.. executions.OfType<long>()];
        if (followed.Length == 0)
        {
            return;
        }
        foreach (var follower in _followers)
        {
            await follower.FollowAsync(tx, followed, turn);
        }
    }
}

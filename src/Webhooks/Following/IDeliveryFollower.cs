using Slipway.Storage;

namespace Slipway.Webhooks.Following;

/// <summary>
/// Whoever has deliveries made and writes down what comes of them. Told in the transaction in which it comes, so that
/// both are written or neither (ADR 0010).
/// </summary>
public interface IDeliveryFollower
{
    /// <param name="executions">What the deliveries were made for; at least one, each once.</param>
    Task FollowAsync(DatabaseTransaction tx, IReadOnlyCollection<long> executions, DeliveryTurn turn);
}

using Slipway.Storage;

namespace Slipway.Launch.Items;

/// <summary>
/// Whoever has items queued and writes down what comes of them. Told in the transaction in which it comes, so that both
/// are written or neither (ADR 0010).
/// </summary>
public interface IItemFollower
{
    /// <summary>An item ended.</summary>
    /// <param name="execution">What it was queued for.</param>
    /// <param name="reason">As <c>code: sentence</c>; null when there is nothing to say.</param>
    /// <param name="exitCode">Of the job; null when it did not run to its end.</param>
    void Ended(DatabaseTransaction tx, long execution, ItemState state, string? reason, int? exitCode);
}

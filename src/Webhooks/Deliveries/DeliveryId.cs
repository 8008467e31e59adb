using System.Globalization;
using Slipway.Storage;

namespace Slipway.Webhooks.Deliveries;

/// <summary>A delivery.</summary>
public readonly record struct DeliveryId(long Value) : IDatabaseId<DeliveryId>
{
    /// <inheritdoc/>
    public static DeliveryId From(long value) => new(value);

    /// <summary>The number, as the wire shows it.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

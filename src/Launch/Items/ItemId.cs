using System.Globalization;
using Slipway.Storage;

namespace Slipway.Launch.Items;

/// <summary>One queue item.</summary>
public readonly record struct ItemId(long Value) : IDatabaseId<ItemId>
{
    public static ItemId From(long value) => new(value);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

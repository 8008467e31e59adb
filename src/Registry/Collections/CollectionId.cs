using Slipway.Storage;

namespace Slipway.Registry.Collections;

/// <summary>The number of an artifact or a registered model.</summary>
public readonly record struct CollectionId(long Value) : IDatabaseId<CollectionId>
{
    public static CollectionId From(long value) => new(value);

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

using Slipway.Storage;

namespace Slipway.Registry.Collections;

/// <summary>The number of a version's place in a collection: its <c>vN</c> there.</summary>
public readonly record struct MembershipId(long Value) : IDatabaseId<MembershipId>
{
    public static MembershipId From(long value) => new(value);

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

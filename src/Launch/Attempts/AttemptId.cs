using System.Globalization;
using Slipway.Storage;

namespace Slipway.Launch.Attempts;

/// <summary>One attempt. The number is also its fence: attempts are numbered once, and only one of an item is current.</summary>
public readonly record struct AttemptId(long Value) : IDatabaseId<AttemptId>
{
    public static AttemptId From(long value) => new(value);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

using Slipway.Storage;

namespace Slipway.Runs;

/// <summary>One run, whatever its project.</summary>
public readonly record struct RunId(long Value) : IDatabaseId<RunId>
{
    public static RunId From(long value) => new(value);

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

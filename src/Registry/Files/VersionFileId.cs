using System.Globalization;
using Slipway.Storage;

namespace Slipway.Registry.Files;

/// <summary>The number of one file of one version.</summary>
public readonly record struct VersionFileId(long Value) : IDatabaseId<VersionFileId>
{
    public static VersionFileId From(long value) => new(value);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

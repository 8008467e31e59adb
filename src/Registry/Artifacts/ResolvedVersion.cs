using Slipway.Registry.Collections;
using Slipway.Registry.Files;
using Slipway.Registry.Versions;

namespace Slipway.Registry.Artifacts;

/// <summary>What a reference names.</summary>
public sealed record ResolvedVersion
{
    /// <summary>The artifact version.</summary>
    public required ArtifactVersion Source { get; init; }

    /// <summary>The collection it was asked through: a registered model, or its own artifact.</summary>
    public required CollectionAddress Through { get; init; }

    /// <summary>The N of its <c>vN</c> there.</summary>
    public required int VersionIndex { get; init; }

    /// <summary>All of them, in the order of their paths.</summary>
    public required IReadOnlyList<VersionFile> Files { get; init; }
}

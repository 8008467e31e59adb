using Slipway.Registry.Versions;
using Slipway.Runs.Artifacts;

namespace Slipway.Registry.Lineage;

/// <summary>An artifact version that a run used or made, with its names.</summary>
/// <param name="Kind">Used or made.</param>
/// <param name="Version">The version, committed.</param>
/// <param name="UsedAs">The name under which the run knows it; null for none.</param>
public sealed record RunUse(UseKind Kind, ArtifactVersion Version, string? UsedAs);

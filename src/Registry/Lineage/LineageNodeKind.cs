namespace Slipway.Registry.Lineage;

/// <summary>What a node of a lineage is.</summary>
public enum LineageNodeKind
{
    /// <summary>A version where it was published.</summary>
    ArtifactVersion,

    /// <summary>The same version as a registered model counts it.</summary>
    RegisteredVersion,

    /// <summary>A run that made or used a version.</summary>
    Run,
}

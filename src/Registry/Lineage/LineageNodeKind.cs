namespace Slipway.Registry.Lineage;

/// <summary>What a node of a lineage is. Runs follow with the room that holds them.</summary>
public enum LineageNodeKind
{
    /// <summary>A version where it was published.</summary>
    ArtifactVersion,

    /// <summary>The same version as a registered model counts it.</summary>
    RegisteredVersion,
}

namespace Slipway.Registry.Collections;

/// <summary>What a collection is.</summary>
public enum CollectionKind
{
    /// <summary>The versions that were published under one name in a project.</summary>
    Artifact,

    /// <summary>A registered model: links to versions, with its own count.</summary>
    Model,
}

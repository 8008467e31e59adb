namespace Slipway.Registry.Versions;

/// <summary>The life of an artifact version.</summary>
public enum ArtifactVersionState
{
    /// <summary>Announced; its files are being uploaded. Nobody but its publisher sees it.</summary>
    Pending,

    /// <summary>Whole, numbered, immutable.</summary>
    Committed,

    /// <summary>Given up while pending, or deleted; its files are being released.</summary>
    Deleted,
}

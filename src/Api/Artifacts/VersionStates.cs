namespace Slipway.Api.Artifacts;

/// <summary>The state of an artifact version, as spelled on the wire.</summary>
public static class VersionStates
{
    /// <summary>Its files are still being uploaded; nobody else sees it.</summary>
    public const string Pending = "pending";

    /// <summary>It is whole and immutable.</summary>
    public const string Committed = "committed";
}

namespace Slipway.Registry.Tags;

/// <summary>A tag that stands on a version.</summary>
/// <param name="Version"><c>v3</c>.</param>
/// <param name="Tag">The tag.</param>
/// <param name="IsChanged">False when it stood there already.</param>
public sealed record VersionTag(string Version, string Tag, bool IsChanged);

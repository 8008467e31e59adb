namespace Slipway.Api.Registry;

/// <summary>A tag that stands on a version.</summary>
public sealed record TagResponse
{
    /// <summary><c>v3</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The tag.</summary>
    public required string Tag { get; init; }
}

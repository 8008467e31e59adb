namespace Slipway.Api.Registry;

/// <summary>One thing in a lineage.</summary>
public sealed record LineageNodeResponse
{
    /// <summary>Unique in this answer.</summary>
    public required string Id { get; init; }

    /// <summary><c>run</c>, <c>artifactVersion</c> or <c>registeredVersion</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Such as <c>team/project/name:v3</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The artifact type; null for runs.</summary>
    public string? Type { get; init; }
}

namespace Slipway.Registry.Lineage;

/// <summary>One thing in a lineage.</summary>
/// <param name="Id">Unique in its graph.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Such as <c>team/project/name:v3</c>.</param>
/// <param name="Type">The artifact type; null for what has none.</param>
public sealed record LineageNode(string Id, LineageNodeKind Kind, string Name, string? Type);

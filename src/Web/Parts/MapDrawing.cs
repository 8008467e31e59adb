namespace Slipway.Web.Parts;

/// <summary>Things and the steps between them.</summary>
/// <param name="Nodes">Each once.</param>
/// <param name="Edges">From what came first to what came of it.</param>
public sealed record MapDrawing(IReadOnlyList<MapNode> Nodes, IReadOnlyList<MapEdge> Edges);

/// <summary>A thing on a map.</summary>
/// <param name="Id">Unique on its map.</param>
/// <param name="Kind">What it is, for people.</param>
/// <param name="Name">Which one.</param>
/// <param name="Address">Its page; null for none.</param>
/// <param name="IsHere">Whether the page is about it.</param>
public sealed record MapNode(string Id, string Kind, string Name, string? Address, bool IsHere = false);

/// <summary>A step from one thing to another.</summary>
public sealed record MapEdge(string From, string To);

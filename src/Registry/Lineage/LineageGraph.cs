namespace Slipway.Registry.Lineage;

/// <summary>What a version was made from, and where it went.</summary>
/// <param name="Nodes">Each thing once.</param>
/// <param name="Edges">From what came first to what came of it.</param>
public sealed record LineageGraph(IReadOnlyList<LineageNode> Nodes, IReadOnlyList<LineageEdge> Edges);

namespace Slipway.Registry.Lineage;

/// <summary>A link: the registered version came of the artifact version.</summary>
/// <param name="From">The id of the node that came first.</param>
/// <param name="To">The id of the node that came of it.</param>
public sealed record LineageEdge(string From, string To);

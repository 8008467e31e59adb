namespace Slipway.Registry.Lineage;

/// <summary>What a step in a lineage is.</summary>
public enum LineageEdgeKind
{
    /// <summary>The registered version came of the artifact version.</summary>
    Link,

    /// <summary>The run made the artifact version.</summary>
    Output,

    /// <summary>The run used the artifact version.</summary>
    Input,
}

/// <summary>A step in a lineage.</summary>
/// <param name="From">The id of the node that came first.</param>
/// <param name="To">The id of the node that came of it.</param>
/// <param name="Kind">What the step is.</param>
public sealed record LineageEdge(string From, string To, LineageEdgeKind Kind);

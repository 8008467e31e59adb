namespace Slipway.Api.Registry;

/// <summary>A step in a lineage.</summary>
public sealed record LineageEdgeResponse
{
    /// <summary>The id of the node that came first.</summary>
    public required string From { get; init; }

    /// <summary>The id of the node that came of it.</summary>
    public required string To { get; init; }

    /// <summary><c>output</c>, <c>input</c> or <c>link</c>.</summary>
    public required string Kind { get; init; }
}

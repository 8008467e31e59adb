namespace Slipway.Api.Registry;

/// <summary>What a version was made from and where it went.</summary>
public sealed record LineageResponse
{
    /// <summary>Runs and versions, each once.</summary>
    public required IReadOnlyList<LineageNodeResponse> Nodes { get; init; }

    /// <summary>From what came first to what came of it.</summary>
    public required IReadOnlyList<LineageEdgeResponse> Edges { get; init; }
}

namespace Slipway.Api.Runs;

/// <summary>How much of a log there is.</summary>
public sealed record LogOffsetResponse
{
    /// <summary>The offset at which the next bytes belong.</summary>
    public required long Next { get; init; }
}

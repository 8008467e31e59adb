namespace Slipway.Api.Runs;

/// <summary>What was appended.</summary>
public sealed record AppendHistoryResponse
{
    /// <summary>The step that follows.</summary>
    public required long NextStep { get; init; }
}

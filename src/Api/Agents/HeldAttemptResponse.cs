namespace Slipway.Api.Agents;

/// <summary>An attempt that the server believes the agent has.</summary>
public sealed record HeldAttemptResponse
{
    /// <summary>The attempt.</summary>
    public required string Id { get; init; }

    /// <summary>Its item.</summary>
    public required string Item { get; init; }

    /// <summary>1, 2, ...</summary>
    public required int Attempt { get; init; }

    /// <summary>Its fence.</summary>
    public required long Fence { get; init; }

    /// <summary><c>claimed</c>, <c>starting</c>, <c>running</c> or <c>unknown</c>.</summary>
    public required string State { get; init; }

    /// <summary>How much of its log has arrived.</summary>
    public required long LogOffset { get; init; }

    /// <summary>Whether it is to be ended.</summary>
    public required bool CancelRequested { get; init; }
}

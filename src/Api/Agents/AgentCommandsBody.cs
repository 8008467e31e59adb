namespace Slipway.Api.Agents;

/// <summary>What the server wants of the agent besides.</summary>
public sealed record AgentCommandsBody
{
    /// <summary>Attempts to end.</summary>
    public required IReadOnlyList<string> Cancel { get; init; }

    /// <summary>Take no more.</summary>
    public required bool Drain { get; init; }

    /// <summary>End once nothing is left.</summary>
    public required bool Stop { get; init; }
}

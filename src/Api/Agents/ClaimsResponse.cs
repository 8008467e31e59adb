namespace Slipway.Api.Agents;

/// <summary>Claims, perhaps none, and commands.</summary>
public sealed record ClaimsResponse
{
    /// <summary>What the agent may start.</summary>
    public required IReadOnlyList<AttemptGrantBody> Attempts { get; init; }

    /// <summary>What else.</summary>
    public required AgentCommandsBody Commands { get; init; }
}

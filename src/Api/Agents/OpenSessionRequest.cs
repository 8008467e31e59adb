namespace Slipway.Api.Agents;

/// <summary><c>POST /agent/sessions</c>: proves the key, tells what the agent can do.</summary>
public sealed record OpenSessionRequest
{
    /// <summary>The agent.</summary>
    public required string AgentId { get; init; }

    /// <summary>As given.</summary>
    public required string Challenge { get; init; }

    /// <summary>ECDSA P-256 with SHA-256 over <c>slipway-agent-session\n{agentId}\n{challenge}\n{bootId}</c>, IEEE P1363 form, base64.</summary>
    public required string Signature { get; init; }

    /// <summary>Tells this process from an earlier one of the same agent; the earlier one's session ends.</summary>
    public required string BootId { get; init; }

    /// <summary>The host's name.</summary>
    public required string Host { get; init; }

    /// <summary>The agent's version.</summary>
    public required string Version { get; init; }

    /// <summary>What it offers.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>What it can start things on, words of <c>QueueResource</c>.</summary>
    public required IReadOnlyList<string> Runners { get; init; }

    /// <summary>Names of the queues that it serves.</summary>
    public required IReadOnlyList<string> Queues { get; init; }

    /// <summary>How many it runs at once.</summary>
    public required int Slots { get; init; }
}

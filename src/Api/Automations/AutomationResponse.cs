namespace Slipway.Api.Automations;

/// <summary>An automation.</summary>
public sealed record AutomationResponse
{
    /// <summary>Opaque.</summary>
    public required string Id { get; init; }

    /// <summary>The team's name.</summary>
    public required string Team { get; init; }

    /// <summary>The automation's name.</summary>
    public required string Name { get; init; }

    /// <summary>Null for none.</summary>
    public string? Description { get; init; }

    /// <summary>Whether it matches events.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Why Slipway disabled it; null while enabled or when a person did.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>What keeps its action from being carried out for now, such as a queue that no live agent serves, or what an admin should know, such as that whoever saved it left the team; null for nothing.</summary>
    public string? Warning { get; init; }

    /// <summary>What it listens on.</summary>
    public required AutomationScopeBody Scope { get; init; }

    /// <summary>What it waits for.</summary>
    public required AutomationEventBody Event { get; init; }

    /// <summary>What it does.</summary>
    public required AutomationActionBody Action { get; init; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

namespace Slipway.Api.Automations;

/// <summary><c>POST /teams/{team}/automations</c> (M11).</summary>
public sealed record CreateAutomationRequest
{
    /// <summary>Unique in its team.</summary>
    public required string Name { get; init; }

    /// <summary>Null for none.</summary>
    public string? Description { get; init; }

    /// <summary>True when left out.</summary>
    public bool? Enabled { get; init; }

    /// <summary>The whole default registry when left out (M3).</summary>
    public AutomationScopeBody? Scope { get; init; }

    /// <summary>What it waits for.</summary>
    public required AutomationEventBody Event { get; init; }

    /// <summary>What it does.</summary>
    public required AutomationActionBody Action { get; init; }
}

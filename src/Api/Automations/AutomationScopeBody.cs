namespace Slipway.Api.Automations;

/// <summary>What an automation listens on (M3).</summary>
public sealed record AutomationScopeBody
{
    /// <summary><c>registry</c>, <c>registeredModel</c>, <c>project</c>, <c>artifact</c> or <c>team</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The registered model or project, or the artifact as <c>project/artifact</c>; null for <c>registry</c> and <c>team</c>.</summary>
    public string? Name { get; init; }
}

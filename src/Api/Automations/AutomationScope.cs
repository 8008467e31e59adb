namespace Slipway.Api.Automations;

/// <summary>What an automation listens on (M3).</summary>
public sealed record AutomationScope
{
    /// <summary>The whole default registry.</summary>
    public static readonly AutomationScope Registry = new() { Type = ScopeType.Registry };

    /// <summary>The kind of thing.</summary>
    public required ScopeType Type { get; init; }

    /// <summary>The registered model or project, or the artifact as <c>project/artifact</c>; null for <c>registry</c> and <c>team</c>.</summary>
    public string? Name { get; init; }

    /// <summary>One registered model.</summary>
    public static AutomationScope OfModel(string name) => new() { Type = ScopeType.RegisteredModel, Name = name };

    /// <summary>The name, where the scope is of that type; null where it is not.</summary>
    public string? NameOf(ScopeType type) => Type == type ? Name : null;
}

using System.Diagnostics.CodeAnalysis;

namespace Slipway.Api.Automations;

/// <summary>
/// What people decide about an automation (M11): the body of <c>POST /teams/{team}/automations</c>, and the fields that <c>PATCH</c> may
/// give.
/// </summary>
public record AutomationSettings : SettingsBase
{
    private readonly AutomationScope? _scope;

    /// <summary>1 to 255 characters, unique in its team.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for, for people; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>Whether it matches events.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>What it listens on. Null takes the registered model that the event names, or else the whole default registry (M3).</summary>
    [AllowNull]
    public AutomationScope Scope
    {
        get => _scope ?? (Event?.RegisteredModel is { } model ? AutomationScope.OfModel(model) : AutomationScope.Registry);
        init => _scope = value;
    }

    /// <summary>What it waits for.</summary>
    public required AutomationEvent Event { get; init; }

    /// <summary>What it does.</summary>
    public required AutomationAction Action { get; init; }
}

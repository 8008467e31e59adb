namespace Slipway.Automations.Definitions;

/// <summary>What an automation listens on (M3).</summary>
public enum ScopeType
{
    /// <summary>Every registered model of the team's registry, also those made later.</summary>
    Registry,

    /// <summary>One registered model.</summary>
    RegisteredModel,
}

namespace Slipway.Automations.Definitions;

/// <summary>What an automation listens on (M3).</summary>
public enum ScopeType
{
    /// <summary>Every registered model of the team's registry, also those made later.</summary>
    Registry,

    /// <summary>One registered model.</summary>
    RegisteredModel,

    /// <summary>The runs of one project.</summary>
    Project,

    /// <summary>The runs of every project of the team, also of those made later.</summary>
    Team,
}

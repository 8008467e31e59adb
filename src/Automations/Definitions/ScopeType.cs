namespace Slipway.Automations.Definitions;

/// <summary>What an automation listens on (M3).</summary>
public enum ScopeType
{
    /// <summary>Every registered model of the team's registry, also those made later.</summary>
    Registry,

    /// <summary>One registered model.</summary>
    RegisteredModel,

    /// <summary>What happens in one project: its runs, its artifacts.</summary>
    Project,

    /// <summary>The runs of every project of the team, also of those made later; or what happens to the team itself.</summary>
    Team,

    /// <summary>One artifact in its project.</summary>
    Artifact,
}

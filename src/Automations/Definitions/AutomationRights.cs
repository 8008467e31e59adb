using Slipway.Access.Permissions;
using Slipway.Api.Automations;

namespace Slipway.Automations.Definitions;

/// <summary>Who may make and change which automations: on one thing a member, on all of the team's an admin.</summary>
public static class AutomationRights
{
    /// <summary>What it takes for an automation of that scope.</summary>
    public static Permission NeededFor(ScopeType scope) =>
        scope is ScopeType.RegisteredModel or ScopeType.Project or ScopeType.Artifact ? Permission.EditModelAutomation : Permission.EditRegistryAutomation;
}

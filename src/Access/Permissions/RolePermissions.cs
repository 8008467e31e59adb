namespace Slipway.Access.Permissions;

/// <summary>
/// The least role that holds each permission (wandb-behaviour 1.6: members work on registered models, admins on what
/// concerns the whole team). docs/permissions.md shows the same table, and a test compares them.
/// </summary>
public static class RolePermissions
{
    /// <summary>The least role, or null when no role of a team is enough.</summary>
    public static Role? LeastRole(Permission permission) => permission switch
    {
        Permission.None or Permission.Read => Role.Viewer,
        Permission.Publish or Permission.Curate or Permission.EditRegistry or Permission.EditModelAutomation or Permission.Redeliver
            or Permission.Launch => Role.Member,
        Permission.EditRegistryAutomation or Permission.ManageSecrets or Permission.ManageWebhooks
            or Permission.ManageQueues or Permission.ManageProtectedAliases or Permission.ManageTeam => Role.Admin,
        _ => null,
    };

    /// <summary>Whether a member with <paramref name="role"/> may.</summary>
    public static bool Holds(Role role, Permission permission) => LeastRole(permission) is { } least && role >= least;
}

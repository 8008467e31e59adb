namespace Slipway.Access.Permissions;

/// <summary>What an operation needs. <see cref="RolePermissions"/> says which role holds it; docs/permissions.md lists both.</summary>
public enum Permission
{
    /// <summary>Nothing: called by the server itself, or open to everyone who is signed in, about themselves.</summary>
    None,

    /// <summary>See the team's things; download.</summary>
    Read,

    /// <summary>Publish artifact versions; start runs and tell of them; create projects.</summary>
    Publish,

    /// <summary>Delete artifacts, their versions, runs and their files; end runs of others.</summary>
    Curate,

    /// <summary>Create, edit and delete registered models; link, alias, tag.</summary>
    EditRegistry,

    /// <summary>Create, edit and delete automations on one registered model, or on the runs of one project.</summary>
    EditModelAutomation,

    /// <summary>Send a delivery again or cancel it.</summary>
    Redeliver,

    /// <summary>Queue items; cancel, repeat and reorder one's own.</summary>
    Launch,

    /// <summary>Create, edit and delete automations on the whole registry or wider.</summary>
    EditRegistryAutomation,

    /// <summary>Create, edit and delete secrets; name them in templates and headers.</summary>
    ManageSecrets,

    /// <summary>Create, edit, delete and test webhooks.</summary>
    ManageWebhooks,

    /// <summary>Create, edit, pause and delete queues; agents and their tokens; the items of others.</summary>
    ManageQueues,

    /// <summary>Protect aliases, and move those that are protected.</summary>
    ManageProtectedAliases,

    /// <summary>Members, roles, service accounts; delete the team; read its audit trail.</summary>
    ManageTeam,

    /// <summary>Users, and what concerns the whole server. Held by instance admins only.</summary>
    ManageInstance,
}

namespace Slipway.Api.Access;

/// <summary>What a member of a team may be, as spelled on the wire.</summary>
public static class TeamRoles
{
    /// <summary>Reads and downloads.</summary>
    public const string Viewer = "viewer";

    /// <summary>Publishes, links, aliases, tags, and automates a registered model.</summary>
    public const string Member = "member";

    /// <summary>All of that, and secrets, webhooks, protected aliases, members.</summary>
    public const string Admin = "admin";
}

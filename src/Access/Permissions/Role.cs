namespace Slipway.Access.Permissions;

/// <summary>What a member is in a team; each role holds all that the one before it holds.</summary>
public enum Role
{
    Viewer,
    Member,
    Admin,
}

using Slipway.Access;
using Slipway.Access.Permissions;

namespace Slipway.Automations.Definitions;

/// <summary>
/// Who launches when an automation fires: the name of whoever saved it, with the rights of a member of its team and no
/// others, whatever that person may elsewhere or became since. Saving asks as the same, so that what was saved can be done.
/// </summary>
internal static class StandIn
{
    /// <param name="depth">How many causes led here.</param>
    public static Actor For(TeamId team, string savedBy, int depth = 0) => new()
    {
        Id = new UserId(0),
        Name = savedBy,
        Kind = ActorKind.User,
        IsInstanceAdmin = false,
        Memberships = new Dictionary<TeamId, Role> { [team] = Role.Member },
        CauseDepth = depth,
    };
}

using Slipway.Access.Permissions;
using Slipway.Launch.Items;
using Slipway.Web.Visits;

namespace Slipway.Web.Pages.Launch;

/// <summary>What is offered to whom; the operations decide.</summary>
internal static class ItemRights
{
    /// <summary>A member changes their own items, an admin everybody's.</summary>
    public static bool MayChange(Onlooker actor, Item item) =>
        actor.May(Permission.ManageQueues, item.TeamId) || (item.CreatedBy == actor.Name && actor.May(Permission.Launch, item.TeamId));
}

using Slipway.Access;
using Slipway.Api.Agents;
using Slipway.Launch.Items;

namespace Slipway.Web.Pages.Launch;

/// <summary>What the page of a queue item shows.</summary>
/// <param name="Detail">The item with its life.</param>
/// <param name="Spec">What its agent is told.</param>
public sealed record ItemView(ItemDetail Detail, AttemptSpecBody Spec)
{
    public Item Item => Detail.Standing.Item;

    public TeamId TeamId => Item.TeamId;
}

using Microsoft.AspNetCore.Components;
using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Access.Teams;
using Slipway.Rest;
using Slipway.Web.Parts;
using Slipway.Web.Visits;

namespace Slipway.Web.Pages.Settings;

/// <summary>A page of a team's settings.</summary>
/// <typeparam name="T">All that the page shows.</typeparam>
public abstract class SettingsPage<T> : LoadedPage<T>
    where T : SettingsView
{
    /// <summary>Whose settings they are.</summary>
    [Parameter]
    public required string Team { get; set; }

    [Inject]
    internal Notice Notice { get; set; } = null!;

    [Inject]
    private TeamOperations Teams { get; set; } = null!;

    [SupplyParameterFromQuery]
    private string? Cursor { get; set; }

    /// <summary>Whether the visitor may, in this team.</summary>
    protected bool May(Permission permission) => Actor!.May(permission, Data!.TeamId);

    protected sealed override async Task<T> LoadAsync(Actor actor, CancellationToken ct)
    {
        var page = PageRequest.From(null, Cursor).Value;

        var team = (await Teams.GetAsync(actor, Team, ct)).Value;
        return await LoadAsync(actor, team.Id, page, ct);
    }

    /// <summary>Reads what the page shows of the team.</summary>
    protected abstract Task<T> LoadAsync(Actor actor, TeamId team, PageRequest page, CancellationToken ct);

    /// <summary>Does something as the visitor, reads again and tells that it was done.</summary>
    /// <returns>Why it was refused; null when it was done.</returns>
    protected async Task<Refusal?> DoAsync<TDone>(string told, Func<Actor, CancellationToken, Task<Outcome<TDone>>> act)
    {
        var refusal = await DoAsync(act);
        if (refusal is null)
        {
            Notice.Tell(told);
        }

        return refusal;
    }
}

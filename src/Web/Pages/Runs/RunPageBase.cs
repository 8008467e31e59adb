using Microsoft.AspNetCore.Components;
using Slipway.Access;
using Slipway.Rest;
using Slipway.Runs;
using Slipway.Runs.Records;
using Slipway.Storage;
using Slipway.Web.Frame;
using Slipway.Web.Visits;

namespace Slipway.Web.Pages.Runs;

/// <summary>A page of one run.</summary>
/// <typeparam name="T">All that the page shows.</typeparam>
public abstract class RunPageBase<T> : LoadedPage<T>
    where T : class
{
    [Parameter]
    public required string Team { get; set; }

    [Parameter]
    public required string Project { get; set; }

    /// <summary>The run's id in its project.</summary>
    [Parameter]
    public required string Run { get; set; }

    [Inject]
    private protected RunOperations Operations { get; set; } = null!;

    protected RunAddress Address => new(Team, Project, Run);

    protected override IReadOnlyList<WakeTopic> Topics => [RunTopics.Changed];

    // Every run of the server wakes the page, and numbers come fast.
    protected override TimeSpan Together => TimeSpan.FromSeconds(2);

    protected sealed override async Task<T> LoadAsync(Actor actor, CancellationToken ct)
    {
        var detail = (await Operations.GetAsync(actor, Address, ct)).Value;
        return await LoadAsync(actor, detail.Run, ct);
    }

    /// <summary>Reads what the page shows beside the run itself.</summary>
    protected abstract Task<T> LoadAsync(Actor actor, Slipway.Runs.Run run, CancellationToken ct);

    /// <summary>Ends the run.</summary>
    protected Task<Refusal?> KillAsync() => DoAsync((actor, ct) => Operations.KillAsync(actor, Address, ct));

    /// <summary>Deletes the run and leaves for the list.</summary>
    protected async Task<Refusal?> DeleteAsync()
    {
        var refusal = await DoAsync((actor, ct) => Operations.DeleteAsync(actor, Address, ct));
        if (refusal is null)
        {
            Navigation.NavigateTo(Site.Runs(Team, Project));
        }

        return refusal;
    }
}

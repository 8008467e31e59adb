using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Slipway.Access;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Rest.Texts;
using Slipway.Storage;

namespace Slipway.Web.Visits;

/// <summary>
/// A page over what one read gives: loaded before its first rendering, again when its address changes, and again when
/// something happened to what it shows or to what its visitor may.
/// </summary>
/// <typeparam name="T">All that the page shows.</typeparam>
public abstract class LoadedPage<T> : ComponentBase, IDisposable
    where T : class
{
    private const string Key = "page";
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(15);
    private readonly CancellationTokenSource _end = new();
    private PersistingComponentStateSubscription _persisting;
    private string? _loadedFrom;
    private bool _isFirst = true;

    [Inject]
    private Visit Visit { get; set; } = null!;

    [Inject]
    private Handoff Handoff { get; set; } = null!;

    [Inject]
    private PersistentComponentState State { get; set; } = null!;

    [Inject]
    private WakeSignal Signal { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    internal NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IHttpContextAccessor Http { get; set; } = null!;

    /// <summary>What the page shows; null before it is loaded, and when it was refused.</summary>
    protected T? Data { get; private set; }

    /// <summary>Why there is nothing to show; null while there is.</summary>
    protected Refusal? Problem { get; private set; }

    /// <summary>Who looks, for what is shown and offered; null before the page is loaded.</summary>
    protected Onlooker? Actor { get; private set; }

    /// <summary>Ends with the page.</summary>
    protected CancellationToken Ct => _end.Token;

    /// <summary>What wakes the page, so that it looks again; none for a page that nobody watches.</summary>
    protected virtual IReadOnlyList<WakeTopic> Topics => [];

    /// <summary>How long wake-ups are gathered before the page looks again; longer where a look costs much.</summary>
    protected virtual TimeSpan Together => TimeSpan.FromMilliseconds(200);

    /// <summary>Reads what the page shows.</summary>
    protected abstract Task<T> LoadAsync(Actor actor, CancellationToken ct);

    /// <summary>Reads again, for after a change.</summary>
    protected Task ReloadAsync() => ReloadAsync(() => Visit.ActorAsync(Ct));

    private async Task ReloadAsync(Func<Task<Actor>> who)
    {
        var at = Navigation.Uri;
        try
        {
            var actor = await who();
            Actor = new Onlooker(actor);
            var loaded = await FindAsync(actor);
            if (at == Navigation.Uri)
            {
                Take(loaded);
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // Nobody looks any more.
        }
        catch (SignedOutException) when (RendererInfo.IsInteractive)
        {
            // The browser is on its way to the sign-in.
        }
    }

    private async Task<Outcome<T>> FindAsync(Actor actor)
    {
        try
        {
            return await Outcome.OfAsync(() => LoadAsync(actor, Ct));
        }
        catch (UnstorableTextException unfit)
        {
            // Out of the address.
            return TextRefusal.Of(unfit);
        }
    }

    /// <summary>Does something as the visitor and reads again when it was done.</summary>
    /// <returns>Why it was refused; null when it was done.</returns>
    protected async Task<Refusal?> DoAsync<TDone>(Func<Actor, CancellationToken, Task<Outcome<TDone>>> act)
    {
        var done = await AskAsync(act);
        if (done.IsRefused(out var refusal))
        {
            return refusal;
        }

        await ReloadAsync();
        StateHasChanged();
        return null;
    }

    /// <summary>Does something as the visitor, who is looked up at that moment, and leaves the page as it is.</summary>
    protected async Task<Outcome<TDone>> AskAsync<TDone>(Func<Actor, CancellationToken, Task<Outcome<TDone>>> act)
    {
        Actor actor;
        try
        {
            actor = await Visit.ActorAsync(Ct);
        }
        catch (SignedOutException ended) when (RendererInfo.IsInteractive)
        {
            // The browser is on its way to the sign-in.
            return new Refusal(ErrorCodes.Unauthorized, ended.Message);
        }
        try
        {
            return await act(actor, CancellationToken.None);
        }
        catch (UnstorableTextException unfit)
        {
            // A browser sends whatever is put into a field, whether or not a person can type it.
            return TextRefusal.Of(unfit);
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_loadedFrom == Navigation.Uri)
        {
            return;
        }

        _loadedFrom = Navigation.Uri;
        if (_isFirst)
        {
            _isFirst = false;
            if (RendererInfo.IsInteractive)
            {
                _ = WatchAsync();
                if (TakeHandedOver())
                {
                    return;
                }
            }
            else
            {
                _persisting = State.RegisterOnPersisting(HandOver, RenderMode.InteractiveServer);
            }
        }
        else
        {
            Data = null;
            Problem = null;
        }

        await ReloadAsync();
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        _persisting.Dispose();
        _end.Cancel();
    }

    private void Take(Outcome<T> loaded)
    {
        Data = loaded.IsRefused(out var refusal) ? null : loaded.Value;
        Problem = refusal;
        if (refusal is not null && !RendererInfo.IsInteractive && Http.HttpContext is { Response.HasStarted: false } context)
        {
            // Not before the page is drawn: of a page that says 404 at once the framework sends nothing.
            context.Response.OnStarting(() =>
            {
                context.Response.StatusCode = ProblemStatus.Of(refusal.Code);
                return Task.CompletedTask;
            });
        }
    }

    private Task HandOver()
    {
        if (Actor is not null && Data is not null)
        {
            State.PersistAsJson(Key, Handoff.Keep(new HandedOver(Navigation.Uri, Actor, Data)));
        }

        return Task.CompletedTask;
    }

    private bool TakeHandedOver()
    {
        if (State.TryTakeFromJson<Guid>(Key, out var id)
            && Handoff.Take<HandedOver>(id) is { } handed && handed.Address == Navigation.Uri)
        {
            Actor = handed.Actor;
            Data = handed.Data;
            return true;
        }

        return false;
    }

    private async Task WatchAsync()
    {
        try
        {
            var (rights, wakes) = NextWakes();
            while (true)
            {
                var woken = await Task.WhenAny([rights, .. wakes, Task.Delay(LookEvery, Time, Ct)]);
                await Task.Delay(Together, Time, Ct);
                var isAboutRights = Topics.Count == 0 || (woken == rights && !wakes.Any(wake => wake.IsCompleted));

                // Taken before the look: what happens during it is seen by the next.
                (rights, wakes) = NextWakes();
                await InvokeAsync(() => LookAsync(isAboutRights));
            }
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }
        catch (Exception wrong)
        {
            // As if it had been thrown while rendering: the page says so and the log has it.
            await DispatchExceptionAsync(wrong);
        }
    }

    // Where nothing happened but to what somebody may, it is read again only when that is this visitor.
    private async Task LookAsync(bool isAboutRights)
    {
        if (isAboutRights && !await HasChangedAsync())
        {
            return;
        }

        await ReloadAsync(() => Visit.SeeAsync(Ct));
        StateHasChanged();
    }

    private async Task<bool> HasChangedAsync()
    {
        try
        {
            return Actor?.IsStill(await Visit.SeeAsync(Ct)) == false;
        }
        catch (SignedOutException)
        {
            // The browser is on its way to the sign-in.
            return false;
        }
        catch (Exception) when (!Ct.IsCancellationRequested)
        {
            // The database is away for a moment: no reason to take a form from whoever fills it in. What they do asks again.
            return false;
        }
    }

    private (Task Rights, Task[] Wakes) NextWakes() => (Signal.NextWake(AccessTopics.Changed), [.. Topics.Select(Signal.NextWake)]);

    private sealed record HandedOver(string Address, Onlooker Actor, T Data);
}

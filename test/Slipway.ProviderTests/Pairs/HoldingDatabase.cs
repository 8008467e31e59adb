using Slipway.Storage;

namespace Slipway.ProviderTests.Pairs;

/// <summary>A real database that can hold one act at the moment before its commit, when it has decided and nobody sees it yet.</summary>
internal sealed class HoldingDatabase(Database inner) : Database
{
    private static readonly AsyncLocal<Hold?> Current = new();

    public override string Engine => inner.Engine;

    public override bool IsShared => inner.IsShared;

    public override bool IsAway(Exception failure) => inner.IsAway(failure);

    public override TimeSpan ClockOffset
    {
        get => inner.ClockOffset;
        set => inner.ClockOffset = value;
    }

    public override Task<T> ReadAsync<T>(Func<DatabaseSession, Task<T>> work, CancellationToken ct) => inner.ReadAsync(work, ct);

    public override Task<T> WriteAsync<T>(Func<DatabaseTransaction, Task<T>> work, CancellationToken ct)
    {
        var hold = Current.Value;
        return hold is null
            ? inner.WriteAsync(work, ct)
            : inner.WriteAsync(async tx =>
            {
                var result = await work(tx);
                if (!tx.IsAbandoned)
                {
                    await tx.RunDeferredAsync();
                    await hold.WaitAsync();
                }
                return result;
            }, ct);
    }

    public override void Migrate(IEnumerable<RoomSchema> schemas) => inner.Migrate(schemas);

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    /// <summary>Runs an act whose writes are held.</summary>
    public static Task<T> RunHeldAsync<T>(Hold hold, Func<Task<T>> act) => Task.Run(() =>
    {
        Current.Value = hold;
        return act();
    });
}

/// <summary>Where an act is held until it is let go.</summary>
internal sealed class Hold
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the act has come so far.</summary>
    public Task Reached => _reached.Task;

    public void LetGo() => _letGo.TrySetResult();

    public Task WaitAsync()
    {
        _reached.TrySetResult();
        return _letGo.Task;
    }
}

using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Slipway.Storage.Sqlite;

/// <summary>
/// The one writer. Transactions that wait while another commits are run one after the other, each in a savepoint of its
/// own, and share one commit: the sync to disk is paid once. Nobody hears of success before the commit is on disk.
/// </summary>
internal sealed class GroupCommit : IAsyncDisposable
{
    private const int MaxGroup = 128;
    private readonly Channel<Work> _queue = Channel.CreateUnbounded<Work>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SqliteConnection _connection;
    private readonly WakeSignal _signal;
    private readonly Task _loop;

    public GroupCommit(SqliteConnection connection, WakeSignal signal)
    {
        _connection = connection;
        _signal = signal;
        _loop = Task.Run(LoopAsync);
    }

    public Task<T> RunAsync<T>(Func<DatabaseTransaction, Task<T>> work, CancellationToken ct)
    {
        var item = new Work<T>(work, ct);
        ObjectDisposedException.ThrowIf(!_queue.Writer.TryWrite(item), typeof(SqliteDatabase));
        return item.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
        await _connection.DisposeAsync();
    }

    private async Task LoopAsync()
    {
        var group = new List<Work>(MaxGroup);
        while (await _queue.Reader.WaitToReadAsync())
        {
            group.Clear();
            Work? current = null;
            try
            {
                Execute("begin immediate");
                while (group.Count < MaxGroup && _queue.Reader.TryRead(out current))
                {
                    if (await RunInSavepointAsync(current))
                    {
                        group.Add(current);
                    }
                }
                Execute("commit");
            }
            catch (Exception failure)
            {
                RollBack();
                // The one that was running is in no group yet, and is told too.
                current?.Fail(failure);
                FailAll(group, nothingRan: current is null && group.Count == 0, failure);
                continue;
            }
            foreach (var work in group)
            {
                work.Complete(_signal);
            }
        }
    }

    /// <summary>Whether the work belongs to the group that commits; a failed one is told at once.</summary>
    private async Task<bool> RunInSavepointAsync(Work work)
    {
        if (work.Cancellation.IsCancellationRequested)
        {
            work.Cancel();
            return false;
        }
        Execute("savepoint work");
        try
        {
            await work.RunAsync(_connection);
        }
        catch (Exception failure)
        {
            try
            {
                Execute("rollback to work");
                Execute("release work");
            }
            catch (SqliteException)
            {
                // The engine has rolled back the whole group by itself, as it does when the disk is full: all fail by the cause.
                ExceptionDispatchInfo.Throw(failure);
            }
            work.Fail(failure);
            return false;
        }
        if (work.IsAbandoned)
        {
            Execute("rollback to work");
        }
        Execute("release work");
        return true;
    }

    private void FailAll(List<Work> group, bool nothingRan, Exception failure)
    {
        foreach (var work in group)
        {
            work.Fail(failure);
        }
        // What waits cannot be run either (disk full, for one), so tell one instead of spinning.
        if (nothingRan && _queue.Reader.TryRead(out var next))
        {
            next.Fail(failure);
        }
    }

    private void RollBack()
    {
        try
        {
            Execute("rollback");
        }
        catch (SqliteException)
        {
            // The engine had rolled back by itself.
        }
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private abstract class Work(CancellationToken ct)
    {
        public CancellationToken Cancellation => ct;

        public abstract bool IsAbandoned { get; }

        public abstract Task RunAsync(SqliteConnection connection);

        public abstract void Complete(WakeSignal signal);

        public abstract void Fail(Exception failure);

        public abstract void Cancel();
    }

    private sealed class Work<T>(Func<DatabaseTransaction, Task<T>> work, CancellationToken ct) : Work(ct)
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private DatabaseTransaction? _transaction;
        private T _result = default!;
        private EndOfWorkException? _end;

        public Task<T> Task => _done.Task;

        public override bool IsAbandoned => _transaction!.IsAbandoned;

        public override async Task RunAsync(SqliteConnection connection)
        {
            _transaction = new DatabaseTransaction(connection, null, SqlText.Sqlite, Cancellation);
            try
            {
                _result = await work(_transaction);
            }
            catch (EndOfWorkException end)
            {
                // Told with its group: what it saw of the others before it is true once they are committed.
                _end = end;
                _transaction.Abandon();
            }
            if (!_transaction.IsAbandoned)
            {
                await _transaction.RunDeferredAsync();
            }
        }

        public override void Complete(WakeSignal signal)
        {
            if (!IsAbandoned)
            {
                try
                {
                    _transaction!.Committed(signal);
                }
                catch (Exception failure)
                {
                    // The rows are there; a broken hand-over in memory is a bug to see, not to hide.
                    _done.TrySetException(failure);
                    return;
                }
            }
            if (_end is not null)
            {
                _done.TrySetException(_end);
                return;
            }
            _done.TrySetResult(_result);
        }

        public override void Fail(Exception failure)
        {
            if (failure is OperationCanceledException && Cancellation.IsCancellationRequested)
            {
                Cancel();
                return;
            }
            _done.TrySetException(failure);
        }

        public override void Cancel() => _done.TrySetCanceled(Cancellation);
    }
}

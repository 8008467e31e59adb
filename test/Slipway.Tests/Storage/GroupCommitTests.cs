using Microsoft.Data.Sqlite;
using Slipway.Storage;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Storage;

public sealed class GroupCommitTests : IAsyncLifetime
{
    private const string Insert = "insert into server_instances (host, started_at, heartbeat_at) values (@host, 0, 0)";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private TestDatabase _test = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Database Database => _test.Database;

    public async ValueTask InitializeAsync() => _test = await TestDatabase.CreateAsync(TestEngine.Sqlite);

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task A_disk_that_is_full_fails_the_write_that_met_it_and_those_that_shared_its_commit()
    {
        // The engine answers a full disk by rolling back everything, savepoints included.
        var pages = await Database.ReadAsync(session => session.ScalarAsync<long>("pragma page_count"), Ct);
        await Database.WriteAsync(tx => tx.ExecuteAsync($"pragma max_page_count = {pages + 2}"), Ct);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = Database.WriteAsync(async tx =>
        {
            await gate.Task;
            return await tx.ExecuteAsync(Insert, new { host = "first" });
        }, Ct);
        var large = InsertAsync(new string('x', 1_000_000));
        gate.SetResult();

        var refused = await Assert.ThrowsAsync<DatabaseAwayException>(() => large.WaitAsync(Patience, Ct));
        Assert.Equal(SQLitePCL.raw.SQLITE_FULL, Assert.IsType<SqliteException>(refused.InnerException).SqliteErrorCode);
        await Task.WhenAny(first).WaitAsync(Patience, Ct);
        // Whoever heard of success is there, whoever heard of failure is not.
        Assert.Equal(first.IsCompletedSuccessfully ? 1 : 0, await CountAsync());

        await Database.WriteAsync(tx => tx.ExecuteAsync("pragma max_page_count = 1000000"), Ct);
        await InsertAsync("later").WaitAsync(Patience, Ct);
        Assert.Equal(first.IsCompletedSuccessfully ? 2 : 1, await CountAsync());
    }

    [Fact]
    public async Task A_write_that_ends_the_transaction_itself_is_told_so()
    {
        await Assert.ThrowsAsync<SqliteException>(() => Database.WriteAsync(async tx =>
        {
            await tx.ExecuteAsync(Insert, new { host = "lost" });
            await tx.ExecuteAsync("rollback");
        }, Ct).WaitAsync(Patience, Ct));
        await InsertAsync("later").WaitAsync(Patience, Ct);
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task A_hand_over_that_breaks_after_the_commit_is_told_and_the_row_stays()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Database.WriteAsync(async tx =>
        {
            await tx.ExecuteAsync(Insert, new { host = "kept" });
            tx.OnCommit(() => throw new InvalidOperationException("hand-over"));
        }, Ct));
        await InsertAsync("later").WaitAsync(Patience, Ct);
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task More_writes_than_one_group_takes_are_all_committed_in_their_order()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var blocked = Database.WriteAsync(async tx => await gate.Task, Ct);
        var writes = Enumerable.Range(0, 300).Select(i => InsertAsync($"{i}")).ToArray();
        gate.SetResult();
        await blocked;
        await Task.WhenAll(writes).WaitAsync(Patience, Ct);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"{i}"),
            await Database.ReadAsync(session => session.QueryAsync<string>("select host from server_instances order by id"), Ct));
    }

    [Fact]
    public async Task What_is_abandoned_wakes_nobody()
    {
        var topic = new WakeTopic("test");
        var wake = _test.Signal.NextWake(topic);
        await Database.WriteAsync(tx =>
        {
            tx.Wake(topic);
            tx.Abandon();
            return Task.CompletedTask;
        }, Ct);
        Assert.False(wake.IsCompleted);
    }

    [Fact]
    public async Task A_closed_database_refuses_writes_and_has_finished_those_before()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = Database.WriteAsync(async tx => await gate.Task, Ct);
        var closing = Database.DisposeAsync().AsTask();
        gate.SetResult();
        await closing.WaitAsync(Patience, Ct);
        await before;
        await Assert.ThrowsAsync<ObjectDisposedException>(() => InsertAsync("late"));
    }

    private Task InsertAsync(string host) => Database.WriteAsync(tx => tx.ExecuteAsync(Insert, new { host }), Ct);

    private Task<long> CountAsync() => Database.ReadAsync(session => session.ScalarAsync<long>("select count(*) from server_instances"), Ct);
}

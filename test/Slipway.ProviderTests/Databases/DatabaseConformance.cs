using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;
using Slipway.Testing;
using Xunit;

namespace Slipway.ProviderTests.Databases;

/// <summary>What every database must do; each provider runs all of it.</summary>
public abstract class DatabaseConformance(TestEngine engine) : IAsyncLifetime
{
    private const string Counter = "insert into server_instances (host, started_at, heartbeat_at) values (@host, 0, 0) returning id";
    private TestDatabase _test = null!;

    private protected Database Database => _test.Database;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _test = await TestDatabase.CreateAsync(engine);

    public async ValueTask DisposeAsync()
    {
        await _test.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_was_written_can_be_read_once_the_write_returned()
    {
        await InsertAsync("a");
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task A_write_that_throws_leaves_nothing()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Database.WriteAsync(async tx =>
        {
            await tx.ScalarAsync<long>(Counter, new { host = "a" });
            throw new InvalidOperationException("stop");
        }, Ct));
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task A_write_that_is_abandoned_returns_its_value_and_leaves_nothing()
    {
        var answer = await Database.WriteAsync(async tx =>
        {
            await tx.ScalarAsync<long>(Counter, new { host = "a" });
            tx.Abandon();
            return "refused";
        }, Ct);
        Assert.Equal("refused", answer);
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task A_refusal_is_the_outcome_once_what_was_written_is_rolled_back_and_harms_no_write_beside_it()
    {
        var refusal = new Refusal(ErrorCodes.Conflict, "No.");
        var runs = 0;
        var refused = Database.ChangeAsync<long>(async tx =>
        {
            runs++;
            await tx.ScalarAsync<long>(Counter, new { host = "refused" });
            throw new RefusedException(refusal);
        }, Ct);
        // SQLite commits them in one group.
        await Task.WhenAll(Enumerable.Range(0, 5).Select(number => InsertAsync($"beside {number}")));
        Assert.Same(refusal, (await refused).Refusal);
        Assert.Equal((1, 5), (runs, await CountAsync()));
        Assert.Same(refusal, (await Database.AskAsync<long>(_ => throw new RefusedException(refusal), Ct)).Refusal);
    }

    [Theory]
    [InlineData(0, "holds a zero character")]
    [InlineData(0xD83D, "holds half a character")]
    [InlineData(0xDE00, "holds half a character")]
    public async Task F_13_A_text_that_cannot_be_stored_is_never_sent(int code, string problem)
    {
        var text = $"a{(char)code}b";
        const string insert = "insert into server_instances (host, started_at, heartbeat_at) values (@host, 0, 0)";
        var thrown = new[]
        {
            await Assert.ThrowsAsync<UnstorableTextException>(() => InsertAsync(text)),
            await Assert.ThrowsAsync<UnstorableTextException>(() => Database.ReadAsync(session => session.QueryAsync<long>("select id from server_instances where host = @host", new { host = text }), Ct)),
            await Assert.ThrowsAsync<UnstorableTextException>(() => Database.ReadAsync(session => session.QueryAsync<long>("select id from server_instances where host in @hosts", new { hosts = new[] { "a", text } }), Ct)),
            await Assert.ThrowsAsync<UnstorableTextException>(() => Database.ReadAsync(session => session.StreamAsync<long>("select id from server_instances where host = @host", new { host = text }).ToListAsync(Ct).AsTask(), Ct)),
            await Assert.ThrowsAsync<UnstorableTextException>(() => Database.WriteAsync(tx => tx.InsertManyAsync("server_instances", ["host", "started_at", "heartbeat_at"], [["a", 0L, 0L], [text, 0L, 0L]]), Ct)),
            await Assert.ThrowsAsync<UnstorableTextException>(() => Database.WriteAsync(tx =>
            {
                tx.Defer(insert, new { host = text });
                return Task.CompletedTask;
            }, Ct)),
        };

        Assert.All(thrown, one => Assert.Equal(problem, one.Problem));
        Assert.Equal(0, await CountAsync());
        await InsertAsync("\ud83d\ude00");
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task One_failing_write_does_not_take_its_neighbours_with_it()
    {
        var writes = Enumerable.Range(0, 60).Select(i => Database.WriteAsync(async tx =>
        {
            await tx.ScalarAsync<long>(Counter, new { host = $"{i}" });
            return i % 3 == 0 ? throw new InvalidOperationException("stop") : i;
        }, Ct)).ToArray();
        await Task.WhenAll(writes.Cast<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.Equal(20, writes.Count(write => write.IsFaulted));
        Assert.Equal(40, await CountAsync());
    }

    [Fact]
    public async Task Hundreds_of_writers_at_once_lose_no_update()
    {
        var id = await InsertAsync("counter");
        await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => Database.WriteAsync(async tx =>
        {
            var now = await tx.ScalarAsync<long>("select heartbeat_at from server_instances where id = @id {for_update}", new { id });
            await tx.ExecuteAsync("update server_instances set heartbeat_at = @next where id = @id", new { id, next = now + 1 });
        }, Ct)));
        Assert.Equal(300, await Database.ReadAsync(session => session.ScalarAsync<long>("select heartbeat_at from server_instances where id = @id", new { id }), Ct));
    }

    [Fact]
    public async Task Two_claimers_never_take_the_same_row()
    {
        for (var i = 0; i < 50; i++)
        {
            await InsertAsync($"{i}");
        }
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Database.WriteAsync(tx => tx.QueryAsync<long>(
            """
            update server_instances set heartbeat_at = 1 where id in
                (select id from server_instances where heartbeat_at = 0 order by id limit 10 {skip_locked})
            returning id
            """), Ct)));
        var all = taken.SelectMany(ids => ids).ToArray();
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Fact]
    public async Task The_database_clock_moves_with_the_test_and_never_back_by_itself()
    {
        var before = await Database.NowAsync(Ct);
        Database.ClockOffset = TimeSpan.FromHours(2);
        var after = await Database.NowAsync(Ct);
        Assert.InRange((after - before).TotalMinutes, 119, 125);
        Assert.Equal(TimeSpan.Zero, after.Offset);
    }

    [Fact]
    public async Task A_wake_up_comes_after_the_commit_and_not_when_it_fails()
    {
        var topic = new WakeTopic("test");
        var failed = _test.Signal.NextWake(topic);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Database.WriteAsync(tx =>
        {
            tx.Wake(topic);
            return Task.FromException<int>(new InvalidOperationException("stop"));
        }, Ct));
        Assert.False(failed.IsCompleted);
        var committed = false;
        await Database.WriteAsync(async tx =>
        {
            await tx.ScalarAsync<long>(Counter, new { host = "a" });
            tx.Wake(topic);
            tx.OnCommit(() => committed = true);
        }, Ct);
        await failed.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        Assert.True(committed);
    }

    [Fact]
    public async Task Many_rows_go_in_with_few_statements_and_keep_their_order_and_nulls()
    {
        var rows = Enumerable.Range(0, 2_500).Select(i => new object?[] { (long)(i + 1), $"host {i}", 0L, (long)i }).ToArray();
        await Database.WriteAsync(tx => tx.InsertManyAsync("server_instances", ["id", "host", "started_at", "heartbeat_at"], rows), Ct);
        Assert.Equal(2_500, await CountAsync());
        Assert.Equal("host 2499", await Database.ReadAsync(session => session.ScalarAsync<string>("select host from server_instances where id = 2500"), Ct));
    }

    [Fact]
    public async Task Lists_of_numbers_texts_and_ids_stand_after_in_also_empty_ones()
    {
        StorageTypes.RegisterId<HostId>();
        var ids = new List<HostId>();
        foreach (var host in (string[])["a", "b", "c"])
        {
            ids.Add(new HostId(await InsertAsync(host)));
        }
        Assert.Equal(["a", "b"], await HostsAsync("select host from server_instances where id in @ids order by id", new { ids = ids.Take(2) }));
        Assert.Equal(["c"], await HostsAsync("select host from server_instances where id not in @ids", new { ids = new[] { ids[0].Value, ids[1].Value } }));
        Assert.Equal(["b"], await HostsAsync("select host from server_instances where host in @hosts and id = @id", new { hosts = new[] { "a", "b" }, id = ids[1] }));
        Assert.Empty(await HostsAsync("select host from server_instances where id in @ids", new { ids = new List<HostId>() }));
    }

    [Fact]
    public async Task A_write_that_is_cancelled_before_its_turn_leaves_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Database.WriteAsync(tx => tx.ScalarAsync<long>(Counter, new { host = "a" }), cancelled.Token));
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public void Migrating_again_changes_nothing() =>
        Database.Migrate([new RoomSchema("storage", typeof(Database).Assembly)]);

    [Fact]
    public async Task A_database_that_another_build_made_is_left_as_it_is()
    {
        await Database.WriteAsync(tx => tx.ExecuteAsync("update schemaversions set scriptname = 'storage/9999_later'"), Ct);

        var refused = Assert.Throws<InvalidOperationException>(() => Database.Migrate([new RoomSchema("storage", typeof(Database).Assembly)]));

        Assert.Contains("another build of Slipway: this one does not know storage/9999_later", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync());
    }

    private Task<IReadOnlyList<string>> HostsAsync(string sql, object args) => Database.ReadAsync(session => session.QueryAsync<string>(sql, args), Ct);

    private Task<long> InsertAsync(string host) => Database.WriteAsync(tx => tx.ScalarAsync<long>(Counter, new { host }), Ct);

    private Task<long> CountAsync() => Database.ReadAsync(session => session.ScalarAsync<long>("select count(*) from server_instances"), Ct);
}

public sealed class SqliteDatabaseTests() : DatabaseConformance(TestEngine.Sqlite);

public sealed class PostgresDatabaseTests() : DatabaseConformance(TestEngine.Postgres)
{
    [Fact]
    public async Task A_server_that_has_migrated_keeps_no_other_from_starting()
    {
        Database.Migrate([new RoomSchema("storage", typeof(Database).Assembly)]);

        Assert.Equal(0, await Database.ReadAsync(session => session.ScalarAsync<long>(
            """
            select count(*) from pg_locks
            where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
            """), TestContext.Current.CancellationToken));
    }
}

public readonly record struct HostId(long Value) : IDatabaseId<HostId>
{
    public static HostId From(long value) => new(value);
}

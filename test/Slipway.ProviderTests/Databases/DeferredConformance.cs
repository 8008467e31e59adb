using Slipway.Storage;
using Slipway.Testing;
using Xunit;

namespace Slipway.ProviderTests.Databases;

/// <summary>Statements that run with the commit at the latest; each provider runs all of it.</summary>
public abstract class DeferredConformance(TestEngine engine) : IAsyncLifetime
{
    private const string Insert = "insert into server_instances (host, started_at, heartbeat_at) values (@host, 0, @at)";
    private const string Count = "select count(*) from server_instances";
    private TestDatabase _test = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _test = await TestDatabase.CreateAsync(engine);

    public async ValueTask DisposeAsync()
    {
        await _test.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task What_was_deferred_is_there_once_the_write_returned(int statements)
    {
        await WriteAsync(tx =>
        {
            for (var i = 0; i < statements; i++)
            {
                tx.Defer(Insert, new { host = $"h{i}", at = (long)i });
            }
        });
        Assert.Equal(statements, await CountAsync());
    }

    [Fact]
    public async Task What_was_deferred_keeps_its_order_and_is_seen_by_whatever_is_asked_afterwards()
    {
        await _test.Database.WriteAsync(async tx =>
        {
            tx.Defer(Insert, new { host = "a", at = 1L });
            tx.Defer("update server_instances set heartbeat_at = heartbeat_at * 10 + 2 where host = @host", new { host = "a" });
            Assert.Equal(1, await tx.ScalarAsync<long>(Count));
            tx.Defer("update server_instances set heartbeat_at = heartbeat_at * 10 + 3 where host = @host", new { host = "a" });
            Assert.Equal(1, await tx.ExecuteAsync("update server_instances set heartbeat_at = heartbeat_at * 10 + 4 where host = 'a'"));
            tx.Defer("update server_instances set heartbeat_at = heartbeat_at * 10 + 5 where host = @host", new { host = "a" });
        }, Ct);
        Assert.Equal(12345, await ScalarAsync("select heartbeat_at from server_instances"));
    }

    [Fact]
    public async Task A_deferred_statement_that_fails_is_told_and_rolls_everything_back()
    {
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => _test.Database.WriteAsync(async tx =>
        {
            await tx.ExecuteAsync(Insert, new { host = "a", at = 1L });
            tx.Defer(Insert, new { host = "b", at = 1L });
            tx.Defer("insert into server_instances (id, host, started_at, heartbeat_at) values (1, @host, 0, null)", new { host = "c" });
            tx.Defer(Insert, new { host = "d", at = 1L });
        }, Ct));
        Assert.Equal(0, await CountAsync());
        // The connection is as good as before.
        await WriteAsync(tx => tx.Defer(Insert, new { host = "e", at = 1L }));
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Work_that_throws_or_is_abandoned_leaves_nothing_of_what_it_deferred()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => WriteAsync(tx =>
        {
            tx.Defer(Insert, new { host = "a", at = 1L });
            throw new InvalidOperationException("stop");
        }));
        await WriteAsync(tx =>
        {
            tx.Defer(Insert, new { host = "b", at = 1L });
            tx.Abandon();
        });
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task A_deferred_statement_takes_ids_instants_numbers_and_nulls_of_each()
    {
        const string Sql =
            """
            insert into server_instances (host, started_at, heartbeat_at)
            values (@host, coalesce(@id, 0) + coalesce(@number, 0), coalesce(@instant, 0))
            """;
        StorageTypes.RegisterId<HostId>();
        await WriteAsync(tx =>
        {
            tx.Defer(Sql, new { host = "all", id = (HostId?)new HostId(40), number = (int?)2, instant = (DateTimeOffset?)DateTimeOffset.UnixEpoch.AddSeconds(1) });
            tx.Defer(Sql, new { host = "none", id = (HostId?)null, number = (int?)null, instant = (DateTimeOffset?)null });
        });
        Assert.Equal(42, await ScalarAsync("select started_at from server_instances where host = 'all'"));
        Assert.Equal(1_000_000, await ScalarAsync("select heartbeat_at from server_instances where host = 'all'"));
        Assert.Equal(0, await ScalarAsync("select started_at + heartbeat_at from server_instances where host = 'none'"));
    }

    [Fact]
    public async Task The_new_id_is_that_of_this_transactions_last_insert_into_the_table()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => WriteAsync(tx =>
        {
            tx.Defer(Insert, new { host = $"h{i}", at = (long)i });
            tx.Defer("update server_instances set started_at = id where id = {new_id server_instances} and host = @host", new { host = $"h{i}" });
        })));
        Assert.Equal(40, await ScalarAsync("select count(*) from server_instances where started_at = id"));
    }

    private Task WriteAsync(Action<DatabaseTransaction> work) => _test.Database.WriteAsync(tx =>
    {
        work(tx);
        return Task.CompletedTask;
    }, Ct);

    private Task<long> CountAsync() => ScalarAsync(Count);

    private Task<long> ScalarAsync(string sql) => _test.Database.ReadAsync(session => session.ScalarAsync<long>(sql), Ct);
}

public sealed class SqliteDeferredTests() : DeferredConformance(TestEngine.Sqlite);

public sealed class PostgresDeferredTests() : DeferredConformance(TestEngine.Postgres);

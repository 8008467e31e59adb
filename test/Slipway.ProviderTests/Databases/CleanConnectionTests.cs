using Slipway.Storage;
using Slipway.Testing;
using Xunit;

namespace Slipway.ProviderTests.Databases;

/// <summary>What fails on a connection stays with whoever asked it; the next user of the connection notices nothing.</summary>
public sealed class CleanConnectionTests : IAsyncLifetime
{
    private const int Users = 4;
    private const int Rounds = 150;

    // Planned with the value at hand, which is where it fails: after the statement was parsed, before it was bound.
    private const string Divide = "select 'kept' as host where 10 / @divisor = 10";

    private TestDatabase _test = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _test = await TestDatabase.CreateAsync(TestEngine.Postgres);

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task F_13b_A_statement_that_fails_while_it_is_bound_never_leaves_a_connection_out_of_step_for_others()
    {
        var failed = 0;
        var hostile = Enumerable.Range(0, Users).Select(_ => Task.Run(async () =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                await Assert.ThrowsAnyAsync<Exception>(() => DivideAsync(0));
                Interlocked.Increment(ref failed);
            }
        }, Ct));
        var readers = Enumerable.Range(0, Users).Select(_ => Task.Run(async () =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                Assert.Equal("kept", await DivideAsync(1));
            }
        }, Ct));

        await Task.WhenAll(hostile.Concat(readers));

        Assert.Equal(Users * Rounds, failed);
    }

    [Fact]
    public async Task F_13b_Nor_does_one_that_fails_in_a_transaction_or_in_a_batch_with_its_commit()
    {
        for (var round = 0; round < 20; round++)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => _test.Database.WriteAsync(tx => tx.FirstAsync<string>(Divide, new { divisor = 0 }), Ct));
            await Assert.ThrowsAnyAsync<Exception>(() => _test.Database.WriteAsync(tx =>
            {
                tx.Defer("insert into server_instances (host, started_at, heartbeat_at) select 'x', 0, 10 / @divisor", new { divisor = 0L });
                return Task.CompletedTask;
            }, Ct));
            Assert.Equal("kept", await _test.Database.WriteAsync(tx => tx.FirstAsync<string>(Divide, new { divisor = 1 }), Ct));
            await _test.Database.WriteAsync(tx =>
            {
                tx.Defer("insert into server_instances (host, started_at, heartbeat_at) select 'x', 0, 10 / @divisor", new { divisor = 1L });
                return Task.CompletedTask;
            }, Ct);
        }
        Assert.Equal(20, await _test.Database.ReadAsync(session => session.ScalarAsync<long>("select count(*) from server_instances where host = 'x'"), Ct));
    }

    private Task<string?> DivideAsync(int divisor) => _test.Database.ReadAsync(session => session.FirstAsync<string>(Divide, new { divisor }), Ct);
}

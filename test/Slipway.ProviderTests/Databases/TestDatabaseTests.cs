using Slipway.Testing;
using Xunit;

namespace Slipway.ProviderTests.Databases;

public sealed class TestDatabaseTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task Each_test_gets_a_migrated_database_of_its_own(TestEngine engine)
    {
        await using var one = await TestDatabase.CreateAsync(engine);
        await using var two = await TestDatabase.CreateAsync(engine);

        await one.Database.WriteAsync(tx => tx.ExecuteAsync(
            "insert into server_instances (host, started_at, heartbeat_at) values ('here', 1, 1)"), Ct);

        Assert.Equal(1, await CountAsync(one));
        Assert.Equal(0, await CountAsync(two));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task A_test_moves_the_clock_of_its_database_alone(TestEngine engine)
    {
        await using var one = await TestDatabase.CreateAsync(engine);
        await using var two = await TestDatabase.CreateAsync(engine);

        one.Database.ClockOffset = TimeSpan.FromHours(1);

        var apart = await one.Database.NowAsync(Ct) - await two.Database.NowAsync(Ct);
        Assert.InRange(apart, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));
    }

    private static Task<long> CountAsync(TestDatabase database) =>
        database.Database.ReadAsync(session => session.ScalarAsync<long>("select count(*) from server_instances"), Ct);
}

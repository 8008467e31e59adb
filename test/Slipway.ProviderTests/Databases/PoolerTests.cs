using Slipway.Storage;
using Slipway.Storage.Postgres;
using Slipway.Testing;
using Xunit;

namespace Slipway.ProviderTests.Databases;

/// <summary>A pooler before PostgreSQL, tried with the real PgBouncer.</summary>
public sealed class PoolerTests
{
    private static readonly RoomSchema[] Schemas = [new("storage", typeof(Database).Assembly)];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("transaction")]
    [InlineData("statement")]
    public async Task F_23_A_pooler_that_gives_connections_no_session_is_refused_at_start_in_one_sentence(string mode)
    {
        var postgres = await PrivatePostgres.SharedAsync();
        await using var pooler = await PrivatePooler.StartAsync(postgres, mode, Ct);
        for (var start = 0; start < 3; start++)
        {
            await using var database = Open(pooler.UrlOf("postgres"));

            var refused = Assert.Throws<InvalidOperationException>(() => database.Migrate(Schemas));

            Assert.Contains("pool_mode = session", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refused.Message);
        }
    }

    [Fact]
    public async Task F_23_A_pooler_that_gives_each_connection_a_session_is_taken()
    {
        var postgres = await PrivatePostgres.SharedAsync();
        await using var pooler = await PrivatePooler.StartAsync(postgres, "session", Ct);
        await using var fresh = await FreshDatabase.CreateAsync(TestEngine.Postgres, []);
        await using var database = Open(pooler.UrlOf(new Uri(fresh.Option).AbsolutePath.TrimStart('/')));

        database.Migrate(Schemas);

        Assert.True(await database.NowAsync(Ct) > DateTimeOffset.UnixEpoch);
    }

    private static PostgresDatabase Open(string url) => new(PostgresUrl.ToConnectionString(url)!, new WakeSignal());
}

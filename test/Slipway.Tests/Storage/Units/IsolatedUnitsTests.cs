using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Slipway.Access;
using Slipway.Events;
using Slipway.Rest;
using Slipway.Storage;
using Slipway.Storage.Units;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Storage.Units;

/// <summary>How workers do their units, so that one that fails fails alone.</summary>
public abstract class IsolatedUnitsTests(TestEngine engine) : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private TestDatabase _database = null!;
    private ServiceProvider _services = null!;
    private IsolatedUnits _units = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static readonly string[] Names = ["a", "b", "c"];

    public async ValueTask InitializeAsync()
    {
        var services = new ServiceCollection();
        services.AddLogging().AddMetrics().AddRest().AddAccess().AddEvents();
        _database = await TestDatabase.CreateAsync(engine, services);
        _services = services.AddSingleton(_database.Database).AddSingleton(_database.Signal).AddSingleton<TimeProvider>(_time).BuildServiceProvider();
        _units = _services.GetRequiredService<UnitIsolation>().For("Tests");
        await _database.Database.WriteAsync(tx => tx.ExecuteAsync("create table done (name text primary key)"), Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Units_that_do_not_fail_share_one_transaction()
    {
        var transactions = 0;
        Assert.Equal(3, await _units.AnswerAsync(Names, NameOf, (tx, some) =>
        {
            transactions++;
            return DoAsync(tx, some);
        }, Ct));
        Assert.Equal(1, transactions);
        Assert.Equal(Names, await DoneAsync());
    }

    [Fact]
    public async Task One_that_fails_leaves_the_others_done_and_rests()
    {
        Assert.Equal(2, await AnswerAsync("b"));
        Assert.Equal(["a", "c"], await DoneAsync());
        Assert.Equal([NameOf("b").Id], _units.Resting);
        Assert.NotNull(_units.NextDue);
    }

    [Fact]
    public async Task It_is_tried_again_after_pauses_that_grow_and_then_rests_for_long()
    {
        var last = TimeSpan.Zero;
        for (var tries = 1; tries <= UnitTries.Most; tries++)
        {
            Assert.Equal(0, await AnswerAsync("b", "b"));
            Assert.True(_units.NextDue > last, "the pause grows");
            last = _units.NextDue!.Value;
            _time.Advance(last + TimeSpan.FromMilliseconds(1));
            Assert.Empty(_units.Resting);
        }
        Assert.Equal(IsolatedUnits.Rest.TotalSeconds, last.TotalSeconds, 1.0);
    }

    [Fact]
    public async Task One_that_succeeds_at_last_is_forgotten()
    {
        await AnswerAsync("b");
        Assert.Equal(1, await _units.AnswerAsync(["b"], NameOf, DoAsync, Ct));
        Assert.Null(_units.NextDue);
        Assert.Equal(Names, await DoneAsync());
    }

    [Fact]
    public async Task One_that_failed_and_that_nobody_names_any_more_is_forgotten()
    {
        await AnswerAsync("b");
        _time.Advance((IsolatedUnits.Rest * 2) + TimeSpan.FromMinutes(1));
        await AnswerAsync("c", "c");
        Assert.Equal(1, _units.Remembered);
    }

    [Fact]
    public async Task Work_that_was_cancelled_is_counted_against_nobody()
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _units.AnswerAsync(Names, NameOf, (_, _) =>
        {
            stop.Cancel();
            throw new OperationCanceledException(stop.Token);
        }, stop.Token));
        Assert.Empty(_units.Resting);
    }

    [Fact]
    public async Task A_database_that_is_away_is_counted_against_nobody()
    {
        await _database.Database.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => _units.AnswerAsync(Names, NameOf, DoAsync, Ct));
        Assert.Empty(_units.Resting);
    }

    private static WorkUnit NameOf(string name) => new(name[0], null, name);

    private static async Task DoAsync(DatabaseTransaction tx, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            await tx.ExecuteAsync("insert into done (name) values (@name)", new { name });
        }
    }

    private Task<int> AnswerAsync(string broken, params string[] names) => _units.AnswerAsync(names.Length == 0 ? Names : names, NameOf, async (tx, some) =>
    {
        await DoAsync(tx, some);
        if (some.Contains(broken))
        {
            throw new InvalidOperationException("broken");
        }
    }, Ct);

    private Task<IReadOnlyList<string>> DoneAsync() =>
        _database.Database.ReadAsync(session => session.QueryAsync<string>("select name from done order by name"), Ct);
}

public sealed class SqliteIsolatedUnitsTests() : IsolatedUnitsTests(TestEngine.Sqlite);

public sealed class PostgresIsolatedUnitsTests() : IsolatedUnitsTests(TestEngine.Postgres);

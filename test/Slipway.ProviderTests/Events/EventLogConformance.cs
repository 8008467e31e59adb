using Microsoft.Extensions.DependencyInjection;
using Slipway.Access;
using Slipway.Events;
using Slipway.Rest;
using Slipway.Storage;
using Slipway.Testing;
using Xunit;

namespace Slipway.ProviderTests.Events;

/// <summary>The event log on every database.</summary>
public abstract class EventLogConformance(TestEngine engine) : IAsyncLifetime
{
    private TestDatabase _test = null!;
    private EventLog _log = null!;
    private EventOperations _events = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var services = new ServiceCollection().AddRest().AddAccess().AddEvents();
        _test = await TestDatabase.CreateAsync(engine, services);
        _log = new EventLog([new EventConsumer("a"), new EventConsumer("b")]);
        _events = new EventOperations(_test.Database);
        await _test.Database.WriteAsync(tx => tx.ExecuteAsync("insert into teams (id, name, created_at, created_by) values (1, 'vision', 0, 1)"), Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _test.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task B1_an_event_of_a_change_that_fails_is_never_seen()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _test.Database.WriteAsync(async tx =>
        {
            _log.Append(tx, Happening("LOST"));
            // Written, not only meant to be.
            Assert.Equal(1, await tx.ScalarAsync<long>("select count(*) from events"));
            throw new InvalidOperationException("stop");
        }, Ct));
        Assert.Empty(await ListAfterAsync(0));
    }

    [Fact]
    public async Task Each_consumer_gets_each_event_once_also_when_many_take_at_the_same_time()
    {
        for (var i = 0; i < 40; i++)
        {
            await AppendAsync($"E{i}");
        }
        foreach (var consumer in (string[])["a", "b"])
        {
            var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
                _test.Database.WriteAsync(tx => TakeAsync(tx, consumer, 7), Ct)));
            var rest = await _test.Database.WriteAsync(tx => TakeAsync(tx, consumer, 100), Ct);
            Assert.Equal(40, taken.SelectMany(events => events).Concat(rest).Distinct().Count());
            Assert.Equal(40, taken.Sum(events => events.Count) + rest.Count);
        }
    }

    [Fact]
    public async Task A_consumer_that_dies_before_its_commit_finds_the_event_again()
    {
        await AppendAsync("E");
        await Assert.ThrowsAsync<InvalidOperationException>(() => _test.Database.WriteAsync(async tx =>
        {
            Assert.Single(await TakeAsync(tx, "a", 10));
            throw new InvalidOperationException("killed");
        }, Ct));
        Assert.Single(await _test.Database.WriteAsync(tx => TakeAsync(tx, "a", 10), Ct));
    }

    [Fact]
    public async Task What_was_seen_to_be_pending_is_taken_once()
    {
        await AppendAsync("E");
        var seen = await _test.Database.ReadAsync(session => EventLog.PendingAsync(session, "a", 10), Ct);
        EventId[] ids = [Assert.Single(seen).Id];
        Assert.Equal(ids, await _test.Database.WriteAsync(tx => EventLog.TakeAsync(tx, "a", ids), Ct));
        Assert.Empty(await _test.Database.WriteAsync(tx => EventLog.TakeAsync(tx, "a", ids), Ct));
    }

    [Fact]
    public async Task Reading_after_a_number_never_skips_an_event_that_was_committed_late()
    {
        if (engine == TestEngine.Sqlite)
        {
            // One writer: transactions cannot overlap, so nothing can be late. The order is all there is to see.
            await AppendAsync("FIRST");
            await AppendAsync("SECOND");
            Assert.Equal(["FIRST", "SECOND"], (await ListAfterAsync(0)).Select(happened => happened.Type));
            return;
        }
        var appended = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var late = _test.Database.WriteAsync(async tx =>
        {
            _log.Append(tx, Happening("LATE"));
            // Now it has its id, lower than that of the one that overtakes it.
            Assert.Equal(1, await tx.ScalarAsync<long>("select count(*) from events"));
            appended.TrySetResult();
            await release.Task;
        }, Ct);
        await appended.Task;
        await AppendAsync("EARLY");
        var seen = await ListAfterAsync(0);
        Assert.Equal("EARLY", Assert.Single(seen).Type);
        release.SetResult();
        await late;
        Assert.Equal("LATE", Assert.Single(await ListAfterAsync(seen[0].Number!.Value)).Type);
    }

    [Fact]
    public async Task Numbers_have_no_gap_and_no_twin_when_many_append_and_read_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 60).Select(async i =>
        {
            await AppendAsync($"E{i}");
            await ListAfterAsync(0);
        }));
        Assert.Equal(Enumerable.Range(1, 60).Select(n => (long)n), (await ListAfterAsync(0)).Select(happened => happened.Number!.Value));
    }

    /// <summary>Takes what no other transaction has.</summary>
    private static async Task<IReadOnlySet<EventId>> TakeAsync(DatabaseTransaction tx, string consumer, int atMost) =>
        await EventLog.TakeAsync(tx, consumer, [.. (await EventLog.PendingAsync(tx, consumer, atMost)).Select(happened => happened.Id)]);

    private Task AppendAsync(string type) => _test.Database.WriteAsync(tx =>
    {
        _log.Append(tx, Happening(type));
        return Task.CompletedTask;
    }, Ct);

    private async Task<IReadOnlyList<LoggedEvent>> ListAfterAsync(long after) =>
        (await _events.ListAfterAsync(Actor.System, "vision", new EventFilter(null, null), after, 500, Ct)).Value;

    private static NewEvent Happening(string type) => new()
    {
        Type = type,
        TeamId = new TeamId(1),
        Team = "vision",
        ScopeKind = ScopeKind.Registry,
        Actor = "ada",
    };
}

public sealed class SqliteEventLogTests() : EventLogConformance(TestEngine.Sqlite);

public sealed class PostgresEventLogTests() : EventLogConformance(TestEngine.Postgres);

using Microsoft.Extensions.DependencyInjection;
using Slipway.Events;
using Slipway.Storage;
using Slipway.Testing;
using Xunit;

namespace Slipway.ProviderTests.Events;

/// <summary>
/// How SQLite, which has no statistics of its rows, reads a log of millions: never all of it. Each of these was once slow
/// without any test being red.
/// </summary>
public sealed class EventPlanTests
{
    private static readonly object Args = new { team = 1L, model = "Iris", type = (string?)null, before = 9L, after = 1L, since = 1L, afterId = 1L, fetch = 10 };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(EventSql.AnyWithoutNumber, "USING INDEX events_without_number")]
    [InlineData(EventSql.Newest, "USING INDEX events_by_team (team_id=? AND number<?)")]
    [InlineData(EventSql.NewestOfModel, "USING INDEX events_by_model (team_id=? AND registered_model=? AND number<?)")]
    [InlineData(EventSql.AfterOfModel, "USING INDEX events_by_model (team_id=? AND registered_model=? AND number>?)")]
    [InlineData(EventSql.Since, "USING INTEGER PRIMARY KEY (rowid>?)")]
    public async Task Sqlite_reads_the_log_by_the_index_that_fits(string sql, string plan)
    {
        var services = new ServiceCollection();
        services.AddEvents();
        await using var test = await TestDatabase.CreateAsync(TestEngine.Sqlite, services);
        var steps = await test.Database.ReadAsync(session => session.QueryAsync<Step>("explain query plan " + sql, Args), Ct);
        Assert.Contains(plan, Assert.Single(steps).Detail, StringComparison.Ordinal);
    }

    private sealed record Step
    {
        public required string Detail { get; init; }
    }
}

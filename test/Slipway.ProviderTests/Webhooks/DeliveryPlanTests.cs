using Microsoft.Extensions.DependencyInjection;
using Slipway.Storage;
using Slipway.Testing;
using Slipway.Webhooks;
using Slipway.Webhooks.Deliveries;
using Xunit;

namespace Slipway.ProviderTests.Webhooks;

/// <summary>How SQLite finds the few deliveries that did not go well among millions that did.</summary>
public sealed class DeliveryPlanTests
{
    private static readonly object Args = new
    {
        team = 1L,
        state = "failed",
        before = 9L,
        fetch = 10,
        webhook = "ci",
        webhookId = 1L,
        automation = (string?)null,
        since = (long?)null,
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DeliverySql.ListAll, "USING INDEX deliveries_by_team (team_id=? AND id<?)")]
    [InlineData(DeliverySql.ListInState, "USING INDEX deliveries_by_state (team_id=? AND state=? AND id<?)")]
    [InlineData(DeliverySql.ListDelivering, "USING INDEX deliveries_claimed")]
    public async Task Sqlite_reads_deliveries_by_the_index_that_fits(string sql, string plan)
    {
        var services = new ServiceCollection();
        services.AddWebhooks();
        await using var test = await TestDatabase.CreateAsync(TestEngine.Sqlite, services);
        var steps = await test.Database.ReadAsync(session => session.QueryAsync<Step>("explain query plan " + sql, Args), Ct);
        Assert.Contains(plan, string.Join(';', steps.Select(step => step.Detail)), StringComparison.Ordinal);
    }

    private sealed record Step
    {
        public required string Detail { get; init; }
    }
}

using System.Text.Json;
using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Api.Queues;
using Slipway.Launch.Items;
using Slipway.Testing;
using Slipway.Testing.Launch;
using Xunit;

namespace Slipway.ProviderTests.Launch;

/// <summary>Items that are planned before the transaction in which they are queued (ADR 0015).</summary>
public abstract class ReadyItemConformance(TestEngine engine) : IAsyncLifetime
{
    private LaunchStage _stage = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _stage = await LaunchStage.CreateAsync(engine);
        await _stage.QueueAsync();
        await _stage.JobAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stage.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task M16_what_was_planned_while_its_queue_was_changed_is_queued_by_what_the_queue_became()
    {
        var enqueuer = _stage.Get<ItemEnqueuer>();
        var (changed, planned) = (new TaskCompletionSource(), new TaskCompletionSource());
        var change = _stage.Database.WriteAsync(async tx =>
        {
            await tx.ExecuteAsync("""update queues set settings = replace(settings, '"startTimeoutSeconds":1800', '"startTimeoutSeconds":77')""");
            changed.SetResult();
            await planned.Task;
        }, Ct);
        await changed.Task;
        // Planning waits for nobody who writes.
        var ready = await _stage.Database.ReadAsync(async session => await enqueuer.PrepareAsync(session, _stage.Member, new NewItem
        {
            Team = await TeamAccess.RequireAsync(session, _stage.Member, LaunchStage.Team, Permission.Launch),
            Queue = "cpu",
            Request = new EnqueueItemRequest { Job = "vision/iris/train", Project = LaunchStage.Project },
        }, Ct), Ct);
        planned.SetResult();
        await change;

        await _stage.Database.WriteAsync(tx => enqueuer.EnqueueAsync(tx, _stage.Member, ready, Ct), Ct);

        var spec = JsonSerializer.Deserialize((await _stage.QueryAsync<string>("select spec from queue_items")).Single(), ApiJson.Default.AttemptSpecBody)!;
        Assert.Equal(77, spec.StartTimeoutSeconds);
    }
}

public sealed class SqliteReadyItemTests() : ReadyItemConformance(TestEngine.Sqlite);

public sealed class PostgresReadyItemTests() : ReadyItemConformance(TestEngine.Postgres);

using System.Text.Json;
using Slipway.Access;
using Slipway.Api;
using Slipway.Api.Automations;
using Slipway.Api.Events;
using Slipway.Api.Jobs;
using Slipway.Api.Queues;
using Slipway.Api.Webhooks;
using Slipway.Automations.Definitions;
using Slipway.Automations.Executions;
using Slipway.Automations.Matching;
using Slipway.Events;
using Slipway.Launch.Jobs;
using Slipway.Launch.Queues;
using Slipway.Registry.RegisteredModels;
using Slipway.Rest;
using Slipway.Testing;
using Slipway.Webhooks.Definitions;
using Xunit;

namespace Slipway.ProviderTests.Automations;

/// <summary>One event, or one automation, that cannot be answered keeps nobody else's waiting; the same on every database.</summary>
public abstract class IsolationConformance(TestEngine engine) : IAsyncLifetime
{
    private const string Other = "other";
    private AutomationsRoom _room = null!;
    private Actor _neighbour = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _room = await AutomationsRoom.CreateAsync(engine);
        // The neighbour's events come after those of the team that fails.
        _neighbour = await _room.Registry.FoundTeamAsync(Other);
        _ = (await _room.Webhooks.CreateAsync(_neighbour, Other, new WebhookSettings { Name = "ci", Url = _room.Receiver.Url + "/other" }, Ct)).Value;
        _ = (await _room.Automations.CreateAsync(_neighbour, Other,
            AutomationsRoom.OnRegistry("healthy", AutomationEventType.CreateCollection), Ct)).Value;
        await _room.MatchAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _room.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task S_C1_a_key_that_stands_twice_once_it_is_rendered_fails_the_execution_and_no_other()
    {
        await FurnishLaunchAsync();
        await _room.SaveAsync(Launching("boom", """{"runConfig":{"a":{"${alias}":1,"prod":2}}}"""));
        await _room.SaveAsync(AutomationsRoom.OnModel());
        await _room.MoveAliasAsync();
        await HappenToNeighbourAsync();
        await AnswerOnceAsync();

        var failed = Assert.Single(await _room.ExecutionsAsync("boom"));
        Assert.Equal(ExecutionState.Failed, failed.State);
        Assert.StartsWith("override_invalid: ", failed.Reason, StringComparison.Ordinal);
        Assert.Equal(ExecutionState.Pending, Assert.Single(await _room.ExecutionsAsync()).State);
        await AssertNeighbourAsync();
    }

    [Fact]
    public async Task S_C1_answers_that_are_too_large_to_be_held_together_are_all_written()
    {
        const int heavy = 17;
        var payload = $$"""{"alias":"${alias}","text":"{{new string('x', 1_000_000)}}"}""";
        for (var i = 0; i < heavy; i++)
        {
            await _room.SaveAsync(AutomationsRoom.OnModel($"heavy-{i}", payload).Matching("^heavy$"));
        }
        await _room.SaveAsync(AutomationsRoom.OnModel());
        foreach (var alias in (string[])["one", "heavy", "two"])
        {
            await _room.MoveAliasAsync(alias);
        }
        await HappenToNeighbourAsync();
        await _room.MatchAsync();

        Assert.Equal(3, (await _room.ExecutionsAsync()).Count);
        for (var i = 0; i < heavy; i++)
        {
            Assert.Equal(ExecutionState.Pending, Assert.Single(await _room.ExecutionsAsync($"heavy-{i}")).State);
        }
        Assert.Equal(0, await _room.Database.ReadAsync(session => session.ScalarAsync<long>("select count(*) from event_pending"), Ct));
        await AssertNeighbourAsync();
    }

    [Fact]
    public async Task S_C1_an_automation_whose_settings_cannot_be_read_harms_itself_alone()
    {
        await _room.SaveAsync(AutomationsRoom.OnModel("boom"));
        await _room.SaveAsync(AutomationsRoom.OnModel());
        await _room.Database.WriteAsync(tx => tx.ExecuteAsync(
            "update automation_versions set settings = 'not what was stored' where automation_id in (select id from automations where name = 'boom')"), Ct);
        // The neighbour's event comes first, and is not to blame.
        await HappenToNeighbourAsync();
        await _room.MoveAliasAsync();

        await AnswerUntilNothingIsPendingAsync();

        Assert.Equal(ExecutionState.Pending, Assert.Single(await _room.ExecutionsAsync()).State);
        await AssertNeighbourAsync();
        var failed = Assert.Single(await _room.ExecutionsAsync("boom"));
        Assert.Equal(ExecutionState.Failed, failed.State);
        Assert.StartsWith("internal_error: ", failed.Reason, StringComparison.Ordinal);
        var listed = (await _room.Automations.ListAsync(_room.Admin, AutomationsRoom.Team, null, new PageRequest(50, long.MaxValue), Ct)).Value;
        Assert.Equal(2, listed.Automations.Count);
        Assert.Null((await _room.Automations.DeleteAsync(_room.Admin, AutomationsRoom.Team, "boom", Ct)).Refusal);
    }

    [Fact]
    public async Task S_C1_a_payload_whose_keys_become_equal_is_never_sent()
    {
        await _room.SaveAsync(AutomationsRoom.OnModel("boom", """{"${alias}":1,"prod":2}"""));
        await _room.SaveAsync(AutomationsRoom.OnModel());
        await _room.MoveAliasAsync();
        await AnswerOnceAsync();
        Assert.StartsWith("template_invalid: ", Assert.Single(await _room.ExecutionsAsync("boom")).Reason, StringComparison.Ordinal);
        Assert.Equal(["deploy"], (await _room.DeliveriesAsync()).Select(made => made.Automation));
    }

    [Fact]
    public async Task S_C1_a_queue_whose_config_has_a_key_twice_fails_the_execution_and_no_other()
    {
        await FurnishLaunchAsync();
        await _room.Database.WriteAsync(tx => tx.ExecuteAsync("""update queues set settings = replace(settings, '"config":null', '"config":{"cpus":"1","cpus":"2"}')"""), Ct);
        await _room.SaveAsync(Launching("boom", null));
        await _room.MoveAliasAsync();
        await HappenToNeighbourAsync();
        await AnswerOnceAsync();
        Assert.StartsWith("resource_invalid: ", Assert.Single(await _room.ExecutionsAsync("boom")).Reason, StringComparison.Ordinal);
        await AssertNeighbourAsync();
    }

    [Theory]
    [InlineData("""{"artifacts":{"m":"acme/iris/x\u0000:v0"}}""")]
    [InlineData("""{"artifacts":{"a\u0000":"acme/iris/Iris-source:v0"}}""")]
    [InlineData("""{"artifacts":{"m":"acme/iris\u0000/x:v0"}}""")]
    [InlineData("""{"args":["\u0000"]}""")]
    public async Task F_1_overrides_that_name_with_NUL_are_refused_when_they_are_saved(string overrides)
    {
        await FurnishLaunchAsync();
        var saved = await _room.Automations.CreateAsync(_room.Admin, AutomationsRoom.Team, Launching("boom", overrides), Ct);
        Assert.Equal(ErrorCodes.OverrideInvalid, saved.Refusal?.Code);
    }

    [Theory]
    [InlineData("""{"artifacts":{"m":"acme/iris/x\u0000:v0"}}""")]
    [InlineData("""{"runConfig":{"m":"wandb-artifact://acme/iris/x\u0000:v0"}}""")]
    [InlineData("""{"runConfig":{"m":"wandb-artifact://_id/\u0000"}}""")]
    [InlineData("""{"runConfig":{"a\u0000":"wandb-artifact://acme/iris/Iris-source:v0"}}""")]
    [InlineData("""{"artifacts":{"a\u0000":"acme/iris/Iris-source:v0"}}""")]
    [InlineData("""{"runConfig":{"m":"\ud800"}}""")]
    public async Task F_1_overrides_that_cannot_be_read_fail_their_execution_and_no_other(string overrides)
    {
        await FurnishLaunchAsync();
        await _room.SaveAsync(Launching("boom", null));
        // As an older server let it be saved.
        await _room.Database.WriteAsync(tx => tx.ExecuteAsync("update automation_versions set payload = @overrides where queue_id is not null", new { overrides }), Ct);
        await _room.MoveAliasAsync();
        await HappenToNeighbourAsync();
        await AnswerOnceAsync();
        var failed = Assert.Single(await _room.ExecutionsAsync("boom"));
        Assert.Equal(ExecutionState.Failed, failed.State);
        Assert.Contains(failed.Reason!.Split(':')[0], (string[])["override_invalid", "template_invalid"]);
        await AssertNeighbourAsync();
    }

    [Theory]
    [InlineData("insert", "executions", "new.team_id = ")]
    [InlineData("update", "executions", "new.team_id = ")]
    [InlineData("insert", "deliveries", "new.team_id = ")]
    [InlineData("insert", "queue_items", "new.team_id = ")]
    [InlineData("insert", "runs", "new.team_id = ")]
    [InlineData("update", "event_pending", "new.tries > 0 and new.event_id > 0 or 0 = ")]
    [Isolates(nameof(MatchingWorker), nameof(LoneEvents))]
    public async Task S_C1_a_failure_at_any_step_is_tried_again_set_aside_and_told_while_the_neighbour_is_answered_at_once(string act, string table, string rows)
    {
        await FurnishLaunchAsync();
        await _room.SaveAsync(AutomationsRoom.OnModel("sends"));
        await _room.SaveAsync(Launching("launches", null));
        await using var fault = await PlantedFault.PlantAsync(_room.Database, act, table, rows + await TeamAsync(AutomationsRoom.Team));
        var happened = await _room.MoveAliasAsync();
        await HappenToNeighbourAsync();

        await AnswerOnceAsync();
        await AssertNeighbourAsync();
        await AnswerUntilNothingIsPendingAsync();

        Assert.Empty(await PendingAsync());
        var executions = (await _room.ExecutionsAsync("sends")).Concat(await _room.ExecutionsAsync("launches")).ToArray();
        Assert.All(executions, execution => Assert.Equal(happened.Id, execution.EventId));
        var failed = executions.Where(execution => execution.Reason?.StartsWith("internal_error: ", StringComparison.Ordinal) == true).ToArray();
        Assert.All(failed, execution => Assert.Equal(ExecutionState.Failed, execution.State));
        if (table is not "executions" and not "event_pending")
        {
            Assert.NotEmpty(failed);
            var told = (await _room.Registry.EventsAsync()).Where(one => one.Type == EventTypes.WorkSetAside).ToArray();
            Assert.Equal(failed.Length, told.Length);
            Assert.All(told, one => Assert.Equal(ScopeKind.Team, one.ScopeKind));
            var trace = JsonElement.Parse(told[0].After!).GetProperty("trace").GetString()!;
            Assert.Contains(failed, execution => execution.Reason!.Contains(trace, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task S_C1_what_failed_for_a_while_is_answered_once_it_can_be()
    {
        await _room.SaveAsync(AutomationsRoom.OnModel("sends"));
        await using (await PlantedFault.PlantAsync(_room.Database, "insert", "deliveries", "new.team_id = " + await TeamAsync(AutomationsRoom.Team)))
        {
            await _room.MoveAliasAsync();
            await AnswerOnceAsync();
            Assert.Empty(await _room.ExecutionsAsync("sends"));
        }
        await AnswerUntilNothingIsPendingAsync();
        Assert.Equal(ExecutionState.Pending, Assert.Single(await _room.ExecutionsAsync("sends")).State);
        Assert.Single(await _room.DeliveriesAsync());
        Assert.DoesNotContain(await _room.Registry.EventsAsync(), one => one.Type == EventTypes.WorkSetAside);
    }

    [Fact]
    public async Task S_C1_a_database_that_is_away_is_nobodys_fault()
    {
        Assert.SkipUnless(engine == TestEngine.Postgres, "An embedded database is not away.");
        await _room.SaveAsync(AutomationsRoom.OnModel("sends"));
        await using (await PlantedFault.PlantAsync(_room.Database, "insert", "deliveries", "new.team_id = " + await TeamAsync(AutomationsRoom.Team), "57P03"))
        {
            await _room.MoveAliasAsync();
            for (var round = 0; round < 2 * 4; round++)
            {
                await Assert.ThrowsAnyAsync<Exception>(AnswerOnceAsync);
            }
        }
        Assert.Equal([0], await PendingAsync());
        await AnswerOnceAsync();
        Assert.Equal(ExecutionState.Pending, Assert.Single(await _room.ExecutionsAsync("sends")).State);
    }

    /// <summary>Rounds without a pause between them, as the loop makes them: a batch that failed is narrowed down.</summary>
    private async Task AnswerOnceAsync()
    {
        for (var round = 0; round < 20 && await _room.Get<MatchingWorker>().RunOnceAsync(Ct) > 0; round++)
        {
        }
    }

    private async Task AnswerUntilNothingIsPendingAsync()
    {
        for (var round = 0; round < 10; round++)
        {
            _room.Database.ClockOffset += TimeSpan.FromMinutes(1);
            await AnswerOnceAsync();
        }
    }

    /// <summary>The failed tries of what is pending.</summary>
    private Task<IReadOnlyList<int>> PendingAsync() => _room.Database.ReadAsync(session => session.QueryAsync<int>("select tries from event_pending"), Ct);

    private async Task HappenToNeighbourAsync() =>
        _ = (await _room.Get<ModelOperations>().CreateAsync(_neighbour, Other, new NewModel { Name = "Rose", Type = "model" }, Ct)).Value;

    private async Task AssertNeighbourAsync()
    {
        var executions = (await _room.Get<ExecutionOperations>().ListAsync(_neighbour, Other, "healthy", null, new PageRequest(10, long.MaxValue), Ct)).Value;
        Assert.Equal(ExecutionState.Pending, Assert.Single(executions).State);
        Assert.Contains(await _room.DeliveriesAsync(), made => made.Automation == "healthy");
    }

    private Task<long> TeamAsync(string name) => _room.Database.ReadAsync(session => session.ScalarAsync<long>("select id from teams where name = @name", new { name }), Ct);

    private async Task FurnishLaunchAsync()
    {
        _ = (await _room.Get<QueueOperations>().CreateAsync(_room.Admin, AutomationsRoom.Team, new QueueSettings { Name = "cpu", Resource = QueueResource.Docker }, Ct)).Value;
        _ = (await _room.Get<JobOperations>().CreateAsync(_room.Member, AutomationsRoom.Team, RegistryRoom.Project,
            new CreateJobRequest { Name = "evaluate", Source = new JobSourceBody { Type = JobSources.Image, Image = "alpine@sha256:" + new string('a', 64), EntryPoint = ["true"] } }, Ct)).Value;
    }

    private static AutomationSettings Launching(string name, string? overrides) => AutomationsRoom.OnModel(name) with
    {
        Action = new LaunchAction
        {
            Queue = "cpu",
            Job = $"{AutomationsRoom.Team}/{RegistryRoom.Project}/evaluate",
            Project = RegistryRoom.Project,
            Overrides = overrides,
        },
    };
}

public sealed class SqliteIsolationTests() : IsolationConformance(TestEngine.Sqlite);

public sealed class PostgresIsolationTests() : IsolationConformance(TestEngine.Postgres);

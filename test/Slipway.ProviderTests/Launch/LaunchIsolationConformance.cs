using System.Globalization;
using Slipway.Access;
using Slipway.Api.Agents;
using Slipway.Api.Jobs;
using Slipway.Api.Queues;
using Slipway.Api.Texts;
using Slipway.Launch.Agents;
using Slipway.Launch.Attempts;
using Slipway.Launch.Claims;
using Slipway.Launch.Items;
using Slipway.Launch.Jobs;
using Slipway.Launch.Queues;
using Slipway.Launch.Statistics;
using Slipway.Rest;
using Slipway.Testing;
using Slipway.Testing.Launch;
using Xunit;

namespace Slipway.ProviderTests.Launch;

/// <summary>One unit of the launching workers that fails, while another waits beside it; the same on every database (ADR 0011).</summary>
public abstract class LaunchIsolationConformance(TestEngine engine) : IAsyncLifetime
{
    private const string Other = "other";
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

    [Theory]
    [InlineData("insert", "item_attempts", "new.item_id = ")]
    [InlineData("update", "queue_items", "new.state = 'claimed' and new.id = ")]
    [InlineData("insert", "item_transitions", "new.to_state = 'claimed' and new.item_id = ")]
    [Isolates(nameof(ClaimWriter))]
    public async Task S_C1_an_item_that_cannot_be_given_keeps_no_other_from_it_and_ends(string act, string table, string rows)
    {
        var agent = await AgentAsync();
        var stuck = await _stage.EnqueueAsync();
        var behind = await _stage.EnqueueAsync();
        await using var fault = await PlantedFault.PlantAsync(_stage.Database, act, table, rows + stuck.Id);

        Assert.Equal([behind.Id], await ClaimAsync(agent, slots: 4));
        Assert.Equal(["queued", "claimed"], await StatesAsync());

        for (var tries = 2; tries <= 4; tries++)
        {
            _stage.Pass(TimeSpan.FromMinutes(1));
            Assert.Empty(await ClaimAsync(agent, slots: 1));
        }
        Assert.Equal(["failed", "claimed"], await StatesAsync());
        var ended = (await _stage.Get<ItemOperations>().GetAsync(_stage.Viewer, LaunchStage.Team, stuck.Id.ToString(), Ct)).Value.Standing.Item;
        Assert.StartsWith("internal_error: ", ended.Reason, StringComparison.Ordinal);
        Assert.Contains("WORK_SET_ASIDE", await _stage.QueryAsync<string>("select type from events"));
    }

    [Fact]
    [Isolates(nameof(ClaimBoard))]
    public async Task S_C1_a_queue_that_cannot_be_read_wakes_nobody_and_keeps_no_other_from_it()
    {
        var neighbour = await _stage.FoundTeamAsync(Other);
        _ = (await _stage.Get<QueueOperations>().CreateAsync(neighbour, Other, new QueueSettings { Name = "cpu", Resource = QueueResource.Process }, Ct)).Value;
        _ = (await _stage.Get<JobOperations>().CreateAsync(neighbour, Other, LaunchStage.Project,
            new CreateJobRequest { Name = "train", Source = new JobSourceBody { Type = JobSources.Artifact, Artifact = await _stage.PublishAsync("code", "code", team: Other, by: neighbour), EntryPoint = ["true"] } }, Ct)).Value;
        await _stage.EnqueueAsync();
        _ = (await _stage.Get<ItemOperations>().EnqueueAsync(neighbour, Other, "cpu",
            new EnqueueItemRequest { Job = $"{Other}/{LaunchStage.Project}/train", Project = LaunchStage.Project }, Ct)).Value;
        var team = _stage.Admin.Memberships.Keys.Single();
        await _stage.Database.WriteAsync(tx => tx.ExecuteAsync("update queues set labels = 'not what was stored' where team_id = @team", new { team }), Ct);
        var board = _stage.Get<ClaimBoard>();
        var (mine, theirs) = (Waiting(team), Waiting(neighbour.Memberships.Keys.Single()));
        board.Add(mine);
        board.Add(theirs);

        await board.RunOnceAsync(Ct);

        Assert.False(mine.Woken.IsCompleted);
        Assert.True(theirs.Woken.IsCompleted);
    }

    [Fact]
    public async Task S_C1_a_queue_that_cannot_be_read_keeps_its_agent_from_no_other_queue()
    {
        await _stage.QueueAsync("broken");
        await _stage.EnqueueAsync("broken");
        var item = await _stage.EnqueueAsync();
        await _stage.Database.WriteAsync(tx => tx.ExecuteAsync("update queues set labels = 'not what was stored' where name = 'broken'"), Ct);
        Assert.Equal([item.Id], await ClaimAsync(await AgentAsync(), slots: 4));
    }

    [Fact]
    [Isolates(nameof(ItemExpirer))]
    public async Task S_C1_an_item_that_cannot_expire_keeps_no_other_from_it()
    {
        await _stage.QueueAsync("short", queue => queue with { MaxWaitSeconds = 60 });
        var stuck = await _stage.EnqueueAsync("short");
        var item = await _stage.EnqueueAsync("short");
        _stage.Database.ClockOffset = TimeSpan.FromMinutes(2);
        await using var fault = await PlantedFault.PlantAsync(_stage.Database, "update", "queue_items", $"new.id = {stuck.Id}");
        await _stage.Get<ItemExpirer>().RunOnceAsync(Ct);
        Assert.Equal(["queued", "expired"], await _stage.QueryAsync<string>("select state from queue_items order by id"));
        Assert.Equal(0, await _stage.Get<ItemExpirer>().RunOnceAsync(Ct));
        Assert.Equal(item.Id.Value, stuck.Id.Value + 1);
    }

    [Fact]
    [Isolates(nameof(LeaseRescuer))]
    public async Task S_C1_an_attempt_whose_lease_cannot_be_ended_keeps_no_other_from_it()
    {
        var agent = await _stage.AgentAsync(slots: 4);
        Item[] items = [await _stage.EnqueueAsync(), await _stage.EnqueueAsync()];
        await _stage.Database.WriteAsync(tx => tx.ExecuteAsync("update launch_watch set processed_at = slipway_now()"), Ct);
        foreach (var item in items)
        {
            await _stage.RunAsync(item.Id, agent);
        }
        await _stage.Database.WriteAsync(tx => tx.ExecuteAsync("update item_attempts set lease_until = slipway_now() - 1000000"), Ct);
        await using var fault = await PlantedFault.PlantAsync(_stage.Database, "update", "item_attempts", $"new.item_id = {items[0].Id}");
        await _stage.Get<LeaseRescuer>().RunOnceAsync(Ct);
        var states = await _stage.QueryAsync<string>("select state from item_attempts order by id");
        Assert.Equal("running", states[0]);
        Assert.NotEqual("running", states[1]);
    }

    [Fact]
    [Isolates(nameof(AgentBeats))]
    public async Task S_C1_an_attempt_whose_lease_cannot_be_renewed_ends_no_other_and_is_not_told_that_it_was()
    {
        var agent = await AgentAsync();
        Item[] items = [await _stage.EnqueueAsync(), await _stage.EnqueueAsync()];
        foreach (var item in items)
        {
            await _stage.RunAsync(item.Id, agent.Id.Value);
        }
        var attempts = await _stage.QueryAsync<long>("select id from item_attempts order by id");
        await using var fault = await PlantedFault.PlantAsync(_stage.Database, "update", "item_attempts", $"new.id = {attempts[0]}");
        var before = await LeasesAsync();
        var verdicts = (await _stage.Get<AgentBeats>().BeatAsync(agent, new HeartbeatRequest
        {
            Attempts = [.. attempts.Select(id => new AttemptBeatBody { Id = id.ToString(CultureInfo.InvariantCulture), Fence = id, State = "running" })],
        }, Ct)).Value;
        Assert.Equal([(attempts[1].ToString(CultureInfo.InvariantCulture), "renewed")], verdicts.Select(verdict => (verdict.Id, verdict.Verdict)));
        var after = await LeasesAsync();
        Assert.Equal(before[0], after[0]);
        Assert.True(after[1] > before[1]);

        Task<IReadOnlyList<long>> LeasesAsync() => _stage.QueryAsync<long>("select lease_until from item_attempts order by id");
    }

    [Fact]
    [Isolates(nameof(QueueRollup))]
    public async Task S_C1_a_queue_whose_minutes_cannot_be_summed_up_keeps_no_other_from_it()
    {
        await _stage.QueueAsync("other");
        await _stage.EnqueueAsync("cpu");
        await _stage.EnqueueAsync("other");
        var queues = await _stage.QueryAsync<long>("select id from queues order by id");
        _stage.Database.ClockOffset = TimeSpan.FromMinutes(4);
        await using var fault = await PlantedFault.PlantAsync(_stage.Database, "insert", "queue_minutes", $"new.queue_id = {queues[0]}");
        await _stage.Get<QueueRollup>().RunOnceAsync(Ct);
        Assert.Equal([queues[1]], await _stage.QueryAsync<long>("select distinct queue_id from queue_minutes"));
    }

    [Fact]
    [Isolates(nameof(AgentSightings))]
    public async Task S_C1_an_agent_that_cannot_be_noted_keeps_no_other_from_it()
    {
        long[] agents = [await _stage.AgentAsync("one"), await _stage.AgentAsync("two")];
        await _stage.Database.WriteAsync(tx => tx.ExecuteAsync("update agents set last_seen_at = 0"), Ct);
        await using var fault = await PlantedFault.PlantAsync(_stage.Database, "update", "agents", $"new.id = {agents[0]}");
        var sightings = _stage.Get<AgentSightings>();
        sightings.Saw(new AgentId(agents[0]));
        sightings.Saw(new AgentId(agents[1]));
        await sightings.RunOnceAsync(Ct);
        Assert.Equal([agents[1]], await _stage.QueryAsync<long>("select id from agents where last_seen_at > 0"));
    }

    private static WaitingAgent Waiting(TeamId team) => new()
    {
        Team = team,
        Queues = new HashSet<string> { "cpu" },
        Labels = new HashSet<string>(),
        Runners = new HashSet<string> { EnumWords.Of(QueueResource.Process) },
    };

    private Task<IReadOnlyList<string>> StatesAsync() => _stage.QueryAsync<string>("select state from queue_items order by id");

    private async Task<AgentCaller> AgentAsync()
    {
        var agent = await _stage.AgentAsync(slots: 4);
        return new AgentCaller
        {
            Id = new AgentId(agent),
            Name = "box",
            TeamId = _stage.Admin.Memberships.Keys.Single(),
            TeamName = LaunchStage.Team,
            SessionId = await _stage.Database.WriteAsync(tx => tx.ScalarAsync<long>(
                "insert into agent_sessions (agent_id, token_hash, boot_id, created_at, expires_at) values (@agent, 'x', 'b', 0, 0) returning id", new { agent }), Ct),
            BootId = "b",
            Draining = false,
            StopRequested = false,
            Labels = "[]",
            Runners = """["process"]""",
            AllowedQueues = AllowedQueues.Every,
        };
    }

    /// <summary>Which items the agent is given.</summary>
    private async Task<IEnumerable<ItemId>> ClaimAsync(AgentCaller agent, int slots)
    {
        var granted = await _stage.Get<ClaimWriter>().ClaimAsync(agent,
            new ClaimRequest { RequestId = Guid.NewGuid().ToString("N"), Queues = ["cpu", "broken"], Slots = slots, WaitMilliseconds = 0 }, Ct);
        var items = await _stage.QueryAsync<long>("select item_id from item_attempts where id in @ids order by id",
            new { ids = granted.Select(grant => grant.Spec.Fence).ToArray() });
        return items.Select(id => new ItemId(id));
    }
}

public sealed class SqliteLaunchIsolationTests() : LaunchIsolationConformance(TestEngine.Sqlite);

public sealed class PostgresLaunchIsolationTests() : LaunchIsolationConformance(TestEngine.Postgres);

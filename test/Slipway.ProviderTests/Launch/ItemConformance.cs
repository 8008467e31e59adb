using System.Text.Json;
using Slipway.Api;
using Slipway.Api.Agents;
using Slipway.Api.Jobs;
using Slipway.Api.Queues;
using Slipway.Launch;
using Slipway.Launch.Items;
using Slipway.Launch.Queues;
using Slipway.Launch.Statistics;
using Slipway.Rest;
using Slipway.Storage.Uses;
using Slipway.Testing;
using Slipway.Testing.Launch;
using Xunit;

namespace Slipway.ProviderTests.Launch;

/// <summary>Items as people handle them, on every database (M16, M17).</summary>
public abstract class ItemConformance(TestEngine engine) : IAsyncLifetime
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
    public async Task M17_an_item_carries_everything_an_agent_needs_resolved_when_it_was_queued()
    {
        var model = await _stage.PublishAsync("clf");
        var wake = _stage.Signal.NextWake(LaunchTopics.Queued);
        var item = await _stage.EnqueueAsync(with: request => request with
        {
            RunName = "first",
            Priority = 1,
            Overrides = new OverridesBody
            {
                Args = ["--slow"],
                RunConfig = JsonElement.Parse($$"""{"epochs":3,"model":"wandb-artifact://{{model}}"}"""),
                Artifacts = JsonElement.Parse($$"""{"also":"{{model}}"}"""),
            },
        });
        await wake.WaitAsync(TimeSpan.FromSeconds(30), Ct);

        var spec = JsonSerializer.Deserialize(item.Spec, ApiJson.Default.AttemptSpecBody)!;
        Assert.Equal(("", 0, 0L, ""), (spec.Id, spec.Attempt, spec.Fence, spec.JobKey));
        Assert.Equal((item.Id.ToString(), item.RunKey, "first", "max"), (spec.Item, spec.Run, spec.RunName, spec.Author));
        Assert.Equal("vision/iris/train:v0", spec.Job);
        Assert.Equal(["python", "train.py", "--slow"], spec.Command);
        Assert.Equal((JobSources.Artifact, true), (spec.SourceType, spec.CodeArtifact!.StartsWith("wandb-artifact://_id/", StringComparison.Ordinal)));
        var pinned = spec.RunConfig!.Value.GetProperty("model").GetString()!;
        Assert.StartsWith("wandb-artifact://_id/", pinned, StringComparison.Ordinal);
        Assert.Equal(new Dictionary<string, string> { ["model"] = pinned, ["also"] = pinned }, spec.Inputs);
        Assert.Equal(3, JsonSerializer.Deserialize<long[]>(item.Inputs)!.Length);
        Assert.Equal((1, 1, ItemState.Queued), (item.Priority, item.MaxAttempts, item.State));

        var run = (await _stage.QueryAsync<RunRow>("select state, name, launch_item, config from runs"))[0];
        Assert.Equal(("pending", "first", item.Id.Value), (run.State, run.Name, run.LaunchItem));
        Assert.Equal(pinned, JsonElement.Parse(run.Config!).GetProperty("model").GetString());
        Assert.Equal(["input model"], await _stage.QueryAsync<string>("select use_kind || ' ' || used_as from run_artifacts"));
    }

    [Fact]
    public async Task M16_a_later_version_of_the_job_changes_nothing_of_what_waits()
    {
        var first = await _stage.EnqueueAsync();
        await _stage.JobAsync("train", new JobSourceBody { Type = JobSources.Repo, Remote = "https://github.com/o/r", Commit = new string('a', 40), EntryPoint = ["make"] });
        var second = await _stage.EnqueueAsync();
        Assert.Equal(("vision/iris/train:v0", "vision/iris/train:v1"), (first.Job, second.Job));
    }

    [Fact]
    public async Task A_second_item_with_the_same_key_is_the_first_also_at_the_same_moment()
    {
        await _stage.QueueAsync("gpu");
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            _stage.EnqueueAsync(i % 2 == 0 ? "cpu" : "gpu", request => request with { DedupeKey = "event-7" })));
        Assert.Single(made.Select(item => item.Id).Distinct());
        Assert.Equal(1, (await _stage.QueryAsync<long>("select count(*) from runs"))[0]);
    }

    [Fact]
    public async Task A_full_queue_takes_no_more_also_at_the_same_moment()
    {
        await _stage.QueueAsync("small", draft => draft with { MaxQueued = 2 });
        var tried = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _stage.TryEnqueueAsync("small")));
        Assert.Equal(2, tried.Count(one => one.Refusal is null));
        Assert.All(tried.Where(one => one.Refusal is not null), one => Assert.Equal(ErrorCodes.QueueFull, one.Refusal!.Code));
        Assert.Equal(2, (await _stage.QueryAsync<long>("select count(*) from runs"))[0]);
    }

    [Fact]
    public async Task What_waits_is_cancelled_at_once_with_its_run()
    {
        var item = await _stage.EnqueueAsync();
        var cancelled = (await Items.CancelAsync(_stage.Member, LaunchStage.Team, item.Id.ToString(), Ct)).Value;
        Assert.Equal((ItemState.Cancelled, null), (cancelled.Item.State, cancelled.Waits));
        Assert.Equal(["killed"], await _stage.QueryAsync<string>("select state from runs"));
        Assert.Equal(["- > queued max", "queued > cancelled max"], await TimelineAsync(item.Id));
        Assert.Equal(ErrorCodes.ItemEnded, (await Items.CancelAsync(_stage.Member, LaunchStage.Team, item.Id.ToString(), Ct)).Refusal!.Code);
    }

    [Fact]
    public async Task What_runs_is_asked_to_end_once_and_its_agent_is_woken()
    {
        var item = await _stage.EnqueueAsync();
        var agent = await _stage.AgentAsync();
        await _stage.RunAsync(item.Id, agent);
        var wake = _stage.Signal.NextWake(LaunchTopics.OfAgent(agent));
        var asked = (await Items.CancelAsync(_stage.Admin, LaunchStage.Team, item.Id.ToString(), Ct)).Value.Item;
        await wake.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        await Items.CancelAsync(_stage.Admin, LaunchStage.Team, item.Id.ToString(), Ct);
        Assert.Equal((ItemState.Running, true), (asked.State, asked.CancelRequestedAt is not null));
        Assert.Equal(["- > queued max", "running > running ann"], await TimelineAsync(item.Id));
        var detail = (await Items.GetAsync(_stage.Viewer, LaunchStage.Team, item.Id.ToString(), Ct)).Value;
        Assert.Equal(("box", "running"), (detail.Tries[0].Agent, detail.Tries[0].State));
    }

    [Fact]
    public async Task Members_handle_their_own_items_and_admins_everybodys()
    {
        var id = (await _stage.EnqueueAsync()).Id.ToString();
        Assert.Equal(ErrorCodes.Forbidden, (await Items.CancelAsync(_stage.Colleague, LaunchStage.Team, id, Ct)).Refusal!.Code);
        Assert.Equal(ErrorCodes.Forbidden, (await Items.RerunAsync(_stage.Colleague, LaunchStage.Team, id, Ct)).Refusal!.Code);
        Assert.Equal(ErrorCodes.Forbidden, (await Items.SetPriorityAsync(_stage.Viewer, LaunchStage.Team, id, 0, Ct)).Refusal!.Code);
        Assert.Equal(0, (await Items.SetPriorityAsync(_stage.Admin, LaunchStage.Team, id, 0, Ct)).Value.Item.Priority);
        Assert.Equal(ErrorCodes.NotFound, (await Items.GetAsync(_stage.Member, LaunchStage.Team, "999", Ct)).Refusal!.Code);
        Assert.Equal(ErrorCodes.NotFound, (await Items.GetAsync(_stage.Member, LaunchStage.Team, "x", Ct)).Refusal!.Code);
    }

    [Fact]
    public async Task A_repeated_item_is_the_same_with_a_run_of_its_own()
    {
        var model = await _stage.PublishAsync("clf");
        var first = await _stage.EnqueueAsync(with: request => request with { DedupeKey = "k", Overrides = new OverridesBody { Artifacts = JsonElement.Parse($$"""{"m":"{{model}}"}""") } });
        await _stage.EndAsync(first.Id, "failed");
        var again = (await Items.RerunAsync(_stage.Admin, LaunchStage.Team, first.Id.ToString(), Ct)).Value.Item;
        Assert.Equal((first.Id, first.Job, first.Inputs, "ann"), (again.RerunOf, again.Job, again.Inputs, again.CreatedBy));
        Assert.NotEqual(first.RunKey, again.RunKey);
        Assert.Equal(again.RunKey, JsonSerializer.Deserialize(again.Spec, ApiJson.Default.AttemptSpecBody)!.Run);
        Assert.Equal(2, (await _stage.QueryAsync<long>("select count(*) from run_artifacts"))[0]);
        Assert.Equal(ErrorCodes.ItemNotQueued, (await Items.SetPriorityAsync(_stage.Admin, LaunchStage.Team, first.Id.ToString(), 0, Ct)).Refusal!.Code);
    }

    [Fact]
    public async Task S_L12_a_repeated_item_goes_by_what_its_queue_says_now()
    {
        await _stage.QueueAsync(new QueueSettings
        {
            Name = "box",
            Resource = QueueResource.Docker,
            Config = JsonElement.Parse("""{"image":"python:1","memory":"{{memory}}","env":["A=1"]}"""),
            TemplateVariables = [new() { Name = "memory", Schema = JsonElement.Parse("""{"type":"string"}""") }],
            AllowedArguments = ["image"],
        });
        var first = await _stage.EnqueueAsync("box", request => request with
        {
            TemplateVariables = JsonElement.Parse("""{"memory":"2g"}"""),
            ResourceArgs = JsonElement.Parse("""{"cpus":2}"""),
        });
        Assert.Equal("""{"image":"python:1","memory":"2g","env":["A=1"],"cpus":2}""", ArgumentsOf(first));
        await _stage.EndAsync(first.Id, "failed");

        await Queues.ChangeAsync(_stage.Admin, LaunchStage.Team, "box", draft => draft with { Config = JsonElement.Parse("""{"image":"python:2","memory":"{{memory}}"}""") }, Ct);
        var again = (await Items.RerunAsync(_stage.Member, LaunchStage.Team, first.Id.ToString(), Ct)).Value.Item;
        Assert.Equal("""{"image":"python:2","memory":"2g","cpus":2}""", ArgumentsOf(again));

        // And what is no more given to anybody is not given to who had it once.
        await Queues.ChangeAsync(_stage.Admin, LaunchStage.Team, "box", draft => draft with
        {
            TemplateVariables = [new() { Name = "memory", Schema = JsonElement.Parse("""{"type":"string","enum":["1g"]}""") }],
        }, Ct);
        Assert.Equal(ErrorCodes.VariableInvalid, (await Items.RerunAsync(_stage.Member, LaunchStage.Team, again.Id.ToString(), Ct)).Refusal!.Code);

        static string? ArgumentsOf(Item item) => JsonSerializer.Deserialize(item.Spec, ApiJson.Default.AttemptSpecBody)!.ResourceArgs?.GetRawText();
    }

    [Fact]
    public async Task Why_an_item_waits_is_told_as_it_changes()
    {
        var later = await _stage.EnqueueAsync(with: request => request with { NotBefore = TimeProvider.System.GetUtcNow().AddHours(1) });
        var item = await _stage.EnqueueAsync();
        Assert.Equal(["no_agent", "not_before"], await WaitsAsync());
        await _stage.AgentAsync();
        Assert.Equal(["agents_busy", "not_before"], await WaitsAsync());
        await Queues.ChangeAsync(_stage.Admin, LaunchStage.Team, "cpu", draft => draft with { Labels = ["gpu"] }, Ct);
        Assert.Equal(["label_mismatch", "not_before"], await WaitsAsync());
        await Queues.ChangeAsync(_stage.Admin, LaunchStage.Team, "cpu", draft => draft with { Paused = true }, Ct);
        Assert.Equal(["queue_paused", "queue_paused"], await WaitsAsync());
        _stage.Database.ClockOffset = TimeSpan.FromMinutes(2);
        await Queues.ChangeAsync(_stage.Admin, LaunchStage.Team, "cpu", draft => draft with { Paused = false, Labels = [] }, Ct);
        Assert.Equal(["no_agent", "not_before"], await WaitsAsync());
        Assert.True(later.Id.Value < item.Id.Value);
    }

    [Fact]
    public async Task Who_waits_too_long_expires_with_the_run()
    {
        await _stage.QueueAsync("short", queue => queue with { MaxWaitSeconds = 60 });
        var item = await _stage.EnqueueAsync("short");
        var later = await _stage.EnqueueAsync("short", request => request with { NotBefore = TimeProvider.System.GetUtcNow().AddHours(1) });
        await _stage.EnqueueAsync("cpu");
        Assert.Equal(0, await _stage.Get<ItemExpirer>().RunOnceAsync(Ct));
        _stage.Database.ClockOffset = TimeSpan.FromMinutes(2);
        Assert.Equal(1, await _stage.Get<ItemExpirer>().RunOnceAsync(Ct));
        var ended = (await Items.GetAsync(_stage.Member, LaunchStage.Team, item.Id.ToString(), Ct)).Value;
        Assert.Equal(ItemState.Expired, ended.Standing.Item.State);
        Assert.Equal(["- > queued", "queued > expired"], ended.Timeline.Select(step => $"{step.FromState ?? "-"} > {step.ToState}"));
        Assert.Equal(ItemState.Queued, (await Items.GetAsync(_stage.Member, LaunchStage.Team, later.Id.ToString(), Ct)).Value.Standing.Item.State);
    }

    [Fact]
    public async Task A_queue_in_use_is_deleted_by_force_only_and_never_under_what_runs()
    {
        var deletion = _stage.Get<QueueDeletion>();
        var queue = (await Queues.GetAsync(_stage.Viewer, LaunchStage.Team, "cpu", Ct)).Value.Queue;
        var user = new ThingUser("automation", "7", "nightly");
        await _stage.Database.WriteAsync(tx => QueueUses.Table.ReplaceAsync(tx, queue.TeamId.Value, user, [queue.Id.Value]), Ct);
        var waiting = await _stage.EnqueueAsync();
        var running = await _stage.EnqueueAsync();
        await _stage.RunAsync(running.Id, await _stage.AgentAsync());

        var refusal = (await deletion.DeleteAsync(_stage.Admin, LaunchStage.Team, "cpu", false, Ct)).Refusal!;
        Assert.Equal(ErrorCodes.QueueInUse, refusal.Code);
        Assert.Contains("automation 'nightly'", refusal.Detail, StringComparison.Ordinal);
        Assert.Equal(ErrorCodes.QueueInUse, (await deletion.DeleteAsync(_stage.Admin, LaunchStage.Team, "cpu", true, Ct)).Refusal!.Code);
        Assert.Equal(ItemState.Queued, (await Items.GetAsync(_stage.Admin, LaunchStage.Team, waiting.Id.ToString(), Ct)).Value.Standing.Item.State);

        await _stage.EndAsync(running.Id, "succeeded");
        Assert.Null((await deletion.DeleteAsync(_stage.Admin, LaunchStage.Team, "cpu", true, Ct)).Refusal);
        Assert.Equal(ItemState.Cancelled, (await Items.GetAsync(_stage.Admin, LaunchStage.Team, waiting.Id.ToString(), Ct)).Value.Standing.Item.State);
        Assert.True(await _stage.Database.ReadAsync(session => QueueUses.Table.IsDisabledAsync(session, user), Ct));
        Assert.Equal(ErrorCodes.QueueMissing, (await Items.RerunAsync(_stage.Admin, LaunchStage.Team, waiting.Id.ToString(), Ct)).Refusal!.Code);
        await _stage.QueueAsync("cpu");
    }

    [Fact]
    public async Task Statistics_are_the_same_before_and_after_they_were_summed_up()
    {
        var first = await _stage.EnqueueAsync();
        await _stage.EnqueueAsync();
        await _stage.RunAsync(first.Id, await _stage.AgentAsync(slots: 4));
        await _stage.EndAsync(first.Id, "failed");
        var fresh = (await Statistics.GetAsync(_stage.Viewer, LaunchStage.Team, "cpu", null, Ct)).Value;
        Assert.Equal((2, 1, 1), (fresh.Minutes.Sum(one => one.Enqueued), fresh.Minutes.Sum(one => one.Claimed), fresh.Minutes.Sum(one => one.Failed)));
        Assert.Equal((0, 4, 1), (fresh.Active, fresh.Slots, fresh.Depth["agents_busy"]));
        Assert.Equal(first.Id, fresh.Errors[0].Item.Id);
        Assert.NotNull(fresh.OldestWait);

        _stage.Database.ClockOffset = TimeSpan.FromMinutes(4);
        await _stage.Get<QueueRollup>().RunOnceAsync(Ct);
        await _stage.Get<QueueRollup>().RunOnceAsync(Ct);
        var summed = (await Statistics.GetAsync(_stage.Viewer, LaunchStage.Team, "cpu", null, Ct)).Value;
        Assert.Equal(fresh.Minutes, summed.Minutes);

        _stage.Database.ClockOffset = TimeSpan.FromDays(31);
        await _stage.Get<QueueRollup>().RunOnceAsync(Ct);
        Assert.Empty(await _stage.QueryAsync<long>("select minute from queue_minutes"));
    }

    [Fact]
    public async Task A_list_of_items_leaves_their_texts_where_they_are()
    {
        var large = JsonElement.Parse($$"""{"text":"{{new string('t', 200_000)}}"}""");
        await _stage.EnqueueAsync(with: request => request with { Overrides = new OverridesBody { RunConfig = large } });

        var listed = (await Items.ListAsync(_stage.Viewer, LaunchStage.Team, "cpu", null, PageRequest.From(10, null).Value, Ct)).Value.Single().Item;
        var one = (await Items.GetAsync(_stage.Viewer, LaunchStage.Team, listed.Id.ToString(), Ct)).Value.Standing.Item;

        Assert.Equal(("", "", null), (listed.Spec, listed.Inputs, listed.Asked));
        Assert.Equal(one.SpecBytes, listed.SpecBytes);
        Assert.InRange(one.Spec.Length, 200_000, (int)one.SpecBytes);
    }

    private ItemOperations Items => _stage.Get<ItemOperations>();

    private QueueOperations Queues => _stage.Get<QueueOperations>();

    private StatisticsOperations Statistics => _stage.Get<StatisticsOperations>();

    private async Task<IEnumerable<string?>> WaitsAsync() =>
        (await Items.ListAsync(_stage.Viewer, LaunchStage.Team, "cpu", ItemState.Queued, PageRequest.From(10, null).Value, Ct)).Value.Select(item => item.Waits);

    private async Task<IEnumerable<string>> TimelineAsync(ItemId item) =>
        (await Items.GetAsync(_stage.Viewer, LaunchStage.Team, item.ToString(), Ct)).Value.Timeline
        .Select(step => $"{step.FromState ?? "-"} > {step.ToState} {step.Actor}");

    private sealed record RunRow
    {
        public required string State { get; init; }

        public required string Name { get; init; }

        public required long LaunchItem { get; init; }

        public string? Config { get; init; }
    }
}

public sealed class SqliteItemTests() : ItemConformance(TestEngine.Sqlite);

public sealed class PostgresItemTests() : ItemConformance(TestEngine.Postgres);

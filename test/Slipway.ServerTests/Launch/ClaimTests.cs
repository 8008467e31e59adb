using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api;
using Slipway.Api.Agents;
using Slipway.Api.Http;
using Slipway.Api.Queues;
using Slipway.Testing;
using Slipway.Testing.Launch;
using Xunit;

namespace Slipway.ServerTests.Launch;

/// <summary>Who gets what off a queue, on both databases.</summary>
public sealed class ClaimTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task B10_a_claim_asked_again_gives_the_same_attempt_with_the_same_key(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agent = await scene.AgentAsync();
        await scene.EnqueueAsync();
        await scene.EnqueueAsync();
        var request = ProtocolAgent.NewRequestId();
        var first = (await agent.ClaimAsync(Ct, requestId: request)).Attempts.Single();
        var again = (await agent.ClaimAsync(Ct, requestId: request, slots: 0)).Attempts.Single();
        Assert.Equal((first.Spec.Id, first.Spec.Fence, first.Spec.JobKey), (again.Spec.Id, again.Spec.Fence, again.Spec.JobKey));
        Assert.InRange(again.LeaseMilliseconds, 1, first.LeaseMilliseconds);

        var other = await scene.AgentAsync("other");
        Assert.NotEqual(first.Spec.Id, (await other.ClaimAsync(Ct, requestId: request)).Attempts.Single().Spec.Id);
        await agent.StartAsync(first.Spec);
        await agent.BeatAsync(first.Spec, Ct);
        Assert.Empty((await agent.ClaimAsync(Ct, requestId: request)).Attempts);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task B10_a_waiting_claim_is_woken_by_what_is_queued(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agent = await scene.AgentAsync();
        var waiting = agent.ClaimAsync(Ct, wait: 25_000);
        await scene.ItemAsync(await scene.EnqueueAsync());
        Assert.Single((await waiting.WaitAsync(Soon, Ct)).Attempts);
        Assert.Empty((await agent.ClaimAsync(Ct, wait: 50)).Attempts);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M16_the_most_urgent_comes_first_and_among_equals_the_oldest(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agent = await scene.AgentAsync();
        var queued = new List<ItemResponse>();
        foreach (var priority in new[] { 2, 3, 0, 2, 1 })
        {
            queued.Add(await scene.EnqueueAsync(priority: priority));
        }
        await scene.Launch.Admin.Queues.SetPriorityAsync("vision", queued[1].Id, 0, Ct);
        var claimed = new List<string>();
        for (var i = 0; i < queued.Count; i++)
        {
            claimed.Add((await agent.TakeAsync(Ct)).Item);
        }
        Assert.Equal(new[] { 1, 2, 4, 0, 3 }.Select(i => queued[i].Id), claimed);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite, "update queues set max_concurrency = 1", 1)]
    [InlineData(TestEngine.Sqlite, "update queues set paused = true", 0)]
    [InlineData(TestEngine.Sqlite, "update agents set draining = true", 0)]
    [InlineData(TestEngine.Sqlite, "update agents set stop_requested = true", 0)]
    [InlineData(TestEngine.Postgres, "update queues set max_concurrency = 1", 1)]
    [InlineData(TestEngine.Postgres, "update queues set paused = true", 0)]
    [InlineData(TestEngine.Postgres, "update agents set draining = true", 0)]
    [InlineData(TestEngine.Postgres, "update agents set stop_requested = true", 0)]
    public async Task A_claim_goes_by_what_was_answered_while_it_waited(TestEngine engine, string change, int given)
    {
        await using var scene = await ProtocolScene.StartAsync(engine, queue => queue with { MaxConcurrency = 10 });
        var agent = await scene.AgentAsync();
        await scene.EnqueueAsync();
        await scene.EnqueueAsync();
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var claimed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // What an admin's request does, held open until the claim has looked and waits for the row.
        var admin = scene.Server.Database.WriteAsync(async tx =>
        {
            await tx.ExecuteAsync(change);
            changed.SetResult();
            await claimed.Task;
        }, Ct);
        await changed.Task;
        var claim = agent.ClaimAsync(Ct, slots: 5);
        if (engine == TestEngine.Postgres)
        {
            await Eventually.TrueAsync(async () => await scene.Server.Database.ReadAsync(session => session.ScalarAsync<long>(
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"), Ct) > 0, "the claim to wait for the row", Ct);
        }
        claimed.SetResult();
        await admin;

        Assert.Equal(given, (await claim).Attempts.Count);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task What_variables_would_make_of_a_queues_config_is_refused_before_it_is_made(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        await scene.Launch.AddQueueAsync("box", Ct, queue => queue with
        {
            Resource = QueueResource.Docker,
            Config = JsonSerializer.SerializeToElement(new { command = string.Concat(Enumerable.Repeat("{{x}}", 5_000)) }),
            TemplateVariables = [new TemplateVariableBody { Name = "x", Schema = JsonElement.Parse("""{"type":"string"}""") }],
        });
        var request = new EnqueueItemRequest { Job = "vision/iris/train", Project = "iris" };

        foreach (var (variables, arguments) in new[] { (Text("x", 200_000), (JsonElement?)null), (Text("x", 300_000), null), (Text("x", 1), Text("command", 3_000_000)) })
        {
            var refused = await Assert.ThrowsAsync<SlipwayApiException>(
                () => scene.Launch.Admin.Queues.EnqueueAsync("vision", "box", request with { TemplateVariables = variables, ResourceArgs = arguments }, Ct));
            Assert.Equal(ErrorCodes.ResourceInvalid, refused.Code);
            Assert.Contains("262144", refused.Message, StringComparison.Ordinal);
        }
        var item = await scene.Launch.Admin.Queues.EnqueueAsync("vision", "box", request with { TemplateVariables = Text("x", 10) }, Ct);
        Assert.Equal(50_000, (await scene.ItemAsync(item)).ResourceArgs!.Value.GetProperty("command").GetString()!.Length);

        static JsonElement Text(string name, int length) => JsonSerializer.SerializeToElement(new Dictionary<string, string> { [name] = new string('v', length) });
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task A_claim_is_given_as_much_as_is_no_burden_and_the_next_one_the_rest(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agent = await scene.AgentAsync();
        string[] arguments = [.. Enumerable.Repeat(new string('a', 130_000), 14)];
        var queued = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            queued.Add((await scene.Launch.Admin.Queues.EnqueueAsync("vision", "cpu", new EnqueueItemRequest
            {
                Job = "vision/iris/train",
                Project = "iris",
                Overrides = new OverridesBody { Args = arguments },
            }, Ct)).Id);
        }

        var first = (await agent.ClaimAsync(Ct, slots: 6)).Attempts;
        var second = (await agent.ClaimAsync(Ct, slots: 6)).Attempts;

        Assert.Equal((4, 2), (first.Count, second.Count));
        Assert.Equal(queued, first.Concat(second).Select(grant => grant.Spec.Item));
        Assert.All(first, grant => Assert.Equal(2 + arguments.Length, grant.Spec.Command.Count));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M16_a_queue_has_no_more_at_once_than_its_limit_however_many_claim(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine, queue => queue with { MaxConcurrency = 3 });
        await scene.Launch.AddQueueAsync("open", Ct);
        var agents = new[] { await scene.AgentAsync("a", ["cpu", "open"]), await scene.AgentAsync("b", ["open", "cpu"]) };
        for (var i = 0; i < 10; i++)
        {
            await scene.EnqueueAsync();
            await scene.EnqueueAsync("open");
        }
        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => agents[i % 2].ClaimAsync(Ct, slots: 2)));
        var granted = claims.SelectMany(claim => claim.Attempts).Select(attempt => attempt.Spec).ToList();
        Assert.Equal((3, 10), (granted.Count(spec => spec.Queue == "cpu"), granted.Count(spec => spec.Queue == "open")));
        Assert.Equal(13, granted.Select(spec => spec.Item).Distinct().Count());

        var waiting = agents[1].ClaimAsync(Ct, wait: 25_000);
        var held = await scene.Launch.ItemAsync(granted.First(spec => spec.Queue == "cpu").Item, Ct);
        var owner = agents.Single(agent => held.Agent == (agent == agents[0] ? "a" : "b"));
        var spec = granted.Single(spec => spec.Item == held.Id);
        await owner.StartAsync(spec);
        await owner.FinishAsync(spec, Ct);
        Assert.Equal("cpu", (await waiting.WaitAsync(Soon, Ct)).Attempts.Single().Spec.Queue);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task F_15_the_most_urgent_of_all_queues_comes_first_whichever_of_them_has_a_limit(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        await scene.Launch.AddQueueAsync("one", Ct, queue => queue with { MaxConcurrency = 1 });
        await scene.Launch.AddQueueAsync("two", Ct, queue => queue with { MaxConcurrency = 2 });
        var agent = await scene.AgentAsync(queues: ["cpu", "one", "two"]);
        await QueueAsync(("cpu", 3, 6), ("one", 2, 3), ("two", 0, 3), ("cpu", 1, 1), ("one", 0, 1));

        // Two's limit holds, then one's; what waits behind a limit holds up nobody.
        Assert.Equal([("two", 0), ("two", 0), ("one", 0), ("cpu", 1), ("cpu", 3)], await TakenAsync(1, 1, 1, 1, 1));

        async Task QueueAsync(params (string Queue, int Priority, int Count)[] items)
        {
            foreach (var (queue, priority, count) in items)
            {
                for (var i = 0; i < count; i++)
                {
                    await scene.EnqueueAsync(queue, priority);
                }
            }
        }

        async Task<IReadOnlyList<(string, int)>> TakenAsync(params int[] slots)
        {
            var taken = new List<(string, int)>();
            foreach (var some in slots)
            {
                foreach (var attempt in (await agent.ClaimAsync(Ct, slots: some)).Attempts)
                {
                    taken.Add((attempt.Spec.Queue, (await scene.Launch.ItemAsync(attempt.Spec.Item, Ct)).Priority));
                }
            }
            return taken;
        }
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task F_15_a_queue_of_less_urgent_items_that_is_passed_over_for_too_long_gets_one_through(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine, options: ProtocolScene.Options with { Turn = TimeSpan.Zero });
        await scene.Launch.AddQueueAsync("low", Ct, queue => queue with { MaxConcurrency = 5 });
        var agent = await scene.AgentAsync(queues: ["cpu", "low"]);
        for (var i = 0; i < 6; i++)
        {
            await scene.EnqueueAsync("low", 3);
            await scene.EnqueueAsync("cpu", 0);
        }
        var queues = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            queues.Add((await agent.TakeAsync(Ct)).Queue);
        }
        Assert.Equal(["cpu", "low", "cpu", "low", "cpu", "low"], queues);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task F_47_a_limit_that_is_lowered_lets_run_what_runs_and_one_that_is_raised_holds_at_once(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine, queue => queue with { MaxConcurrency = 3 });
        var agents = new List<ProtocolAgent>();
        for (var i = 0; i < 5; i++)
        {
            agents.Add(await scene.AgentAsync($"box-{i}"));
        }
        for (var i = 0; i < 20; i++)
        {
            await scene.EnqueueAsync();
        }
        var running = (await ClaimedAsync()).ToList();
        Assert.Equal(3, running.Count);

        var queues = scene.Launch.Admin.Queues;
        await queues.PatchAsync("vision", "cpu", new JsonObject { ["maxConcurrency"] = 1 }, Ct);
        foreach (var (agent, spec) in running.Take(2))
        {
            await EndAsync(agent, spec);
            Assert.Empty(await ClaimedAsync());
        }
        await EndAsync(running[2].Agent, running[2].Spec);
        Assert.Single(await ClaimedAsync());

        var waiting = agents[0].ClaimAsync(Ct, wait: 45_000);
        await queues.PatchAsync("vision", "cpu", new JsonObject { ["maxConcurrency"] = 3 }, Ct);
        Assert.Single((await waiting.WaitAsync(Soon, Ct)).Attempts);
        Assert.Single(await ClaimedAsync());

        async Task<IReadOnlyList<(ProtocolAgent Agent, AttemptSpecBody Spec)>> ClaimedAsync()
        {
            var claims = await Task.WhenAll(agents.Select(agent => agent.ClaimAsync(Ct, slots: 4)));
            return [.. claims.SelectMany((claim, i) => claim.Attempts.Select(attempt => (agents[i], attempt.Spec)))];
        }

        static async Task EndAsync(ProtocolAgent agent, AttemptSpecBody spec)
        {
            await agent.StartAsync(spec);
            await agent.FinishAsync(spec, Ct);
        }
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task F_55_a_queue_that_is_made_while_a_claim_waits_is_served_by_it(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agent = await scene.AgentAsync(queues: ["cpu", "late"]);
        var waiting = agent.ClaimAsync(Ct, wait: 45_000);
        await scene.Launch.Admin.Queues.DeleteAsync("vision", "cpu", force: false, Ct);
        await scene.Launch.AddQueueAsync("cpu", Ct);
        await scene.EnqueueAsync();
        Assert.Equal("cpu", (await waiting.WaitAsync(Soon, Ct)).Attempts.Single().Spec.Queue);

        waiting = agent.ClaimAsync(Ct, wait: 45_000);
        await scene.Launch.AddQueueAsync("late", Ct);
        await scene.EnqueueAsync("late");
        Assert.Equal("late", (await waiting.WaitAsync(Soon, Ct)).Attempts.Single().Spec.Queue);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M16_a_queue_gives_nothing_while_it_is_paused_nor_to_who_lacks_a_label(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine, queue => queue with { Labels = ["gpu"] });
        var plain = await scene.AgentAsync("plain");
        var fitting = await scene.AgentAsync("fitting", labels: ["gpu", "big"]);
        await scene.EnqueueAsync();
        Assert.Empty((await plain.ClaimAsync(Ct)).Attempts);

        var queues = scene.Launch.Admin.Queues;
        await queues.PatchAsync("vision", "cpu", new JsonObject { ["paused"] = true }, Ct);
        Assert.Empty((await fitting.ClaimAsync(Ct)).Attempts);
        var waiting = fitting.ClaimAsync(Ct, wait: 25_000);
        await queues.PatchAsync("vision", "cpu", new JsonObject { ["paused"] = false }, Ct);
        Assert.Single((await waiting.WaitAsync(Soon, Ct)).Attempts);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task B10_what_people_ask_of_an_agent_is_told_on_its_open_claim(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agent = await scene.AgentAsync();
        var item = await scene.EnqueueAsync();
        var spec = await agent.RunAsync(Ct);

        var waiting = agent.ClaimAsync(Ct, wait: 25_000);
        Assert.True((await scene.Launch.Admin.Queues.CancelAsync("vision", item.Id, Ct)).CancelRequested);
        Assert.Equal([spec.Id], (await waiting.WaitAsync(Soon, Ct)).Commands.Cancel);
        Assert.Equal(BeatVerdicts.Cancel, await agent.BeatAsync(spec, Ct));
        await agent.FinishAsync(spec, Ct, AttemptOutcomes.Cancelled, null);
        Assert.Equal(ItemStates.Cancelled, (await scene.ItemAsync(item)).State);

        waiting = agent.ClaimAsync(Ct, wait: 25_000);
        await scene.Server.Admin.Agents.PatchAsync("vision", "box", new PatchAgentRequest { Draining = true }, Ct);
        Assert.True((await waiting.WaitAsync(Soon, Ct)).Commands.Drain);
        await scene.EnqueueAsync();
        Assert.Empty((await agent.ClaimAsync(Ct)).Attempts);
        await scene.Server.Admin.Agents.PatchAsync("vision", "box", new PatchAgentRequest { Draining = false }, Ct);
        Assert.Single((await agent.ClaimAsync(Ct)).Attempts);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M16_an_agent_gets_nothing_of_another_team(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var other = await LaunchScene.SetUpAsync(scene.Server.Admin, "sound", Ct);
        var stranger = await scene.AgentAsync("box", token: await other.TokenAsync(Ct));
        var item = await scene.EnqueueAsync();
        Assert.Empty((await stranger.ClaimAsync(Ct)).Attempts);
        Assert.Equal(ItemStates.Queued, (await scene.ItemAsync(item)).State);
    }

    [Theory]
    [InlineData("", 1, 0)]
    [InlineData("short", 1, 0)]
    [InlineData(null, -1, 0)]
    [InlineData(null, 1_001, 0)]
    [InlineData(null, 1, -1)]
    [InlineData(null, 1, 50_001)]
    public async Task A_claim_that_makes_no_sense_is_refused(string? requestId, int slots, int wait)
    {
        await using var scene = await ProtocolScene.StartAsync(TestEngine.Sqlite);
        var agent = await scene.AgentAsync();
        await ProtocolScene.RefusedAsync(HttpStatusCode.BadRequest, ErrorCodes.Invalid, () => agent.ClaimAsync(Ct, wait, slots, requestId));
    }
}

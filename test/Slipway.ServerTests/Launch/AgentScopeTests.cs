using System.Net;
using Slipway.Api;
using Slipway.Api.Agents;
using Slipway.Api.Http;
using Slipway.Api.Queues;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Launch;

/// <summary>What an agent may serve, whatever it says, and how it is taken out of service; on both databases.</summary>
public sealed class AgentScopeTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task S_M4_an_agent_is_given_nothing_of_a_queue_that_its_token_does_not_name(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        await scene.Launch.AddQueueAsync("prod-gpu", Ct);
        var token = await TokenAsync(scene, new CreateAgentTokenRequest { Queues = ["cpu", "later"] });
        Assert.Equal(["later"], token.MissingQueues);
        var agent = scene.Unregistered(["cpu", "prod-gpu"]);
        await agent.RegisterAsync(token.Token, "thief", Ct);
        Assert.Equal(["prod-gpu"], (await agent.OpenAsync(Ct)).RefusedQueues);

        var item = await scene.EnqueueAsync("prod-gpu");
        Assert.Empty((await agent.ClaimAsync(Ct, slots: 5)).Attempts);
        await scene.EnqueueAsync();
        Assert.Equal("cpu", (await agent.ClaimAsync(Ct, slots: 5)).Attempts.Single().Spec.Queue);
        Assert.Equal((ItemStates.Queued, WaitReasons.NoAgent), ((await scene.ItemAsync(item)).State, (await scene.ItemAsync(item)).Reason));
        var seen = await scene.Server.Admin.Agents.GetAsync("vision", "thief", Ct);
        Assert.Equal((["cpu"], ["cpu", "later"], ["prod-gpu"]), (seen.Queues.ToArray(), seen.AllowedQueues!.ToArray(), seen.RefusedQueues.ToArray()), new Lists());
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task S_M4_an_admin_narrows_and_widens_what_a_waiting_agent_serves_at_once(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        await scene.Launch.AddQueueAsync("gpu", Ct);
        var agent = await scene.AgentAsync(queues: ["cpu", "gpu"]);
        var agents = scene.Server.Admin.Agents;
        Assert.Null((await agents.GetAsync("vision", "box", Ct)).AllowedQueues);

        await agents.PatchAsync("vision", "box", Allow("gpu"), Ct);
        await scene.EnqueueAsync();
        Assert.Empty((await agent.ClaimAsync(Ct)).Attempts);
        var waiting = agent.ClaimAsync(Ct, wait: 25_000);
        await agents.PatchAsync("vision", "box", Allow("gpu", "cpu"), Ct);
        Assert.Equal("cpu", (await waiting.WaitAsync(Soon, Ct)).Attempts.Single().Spec.Queue);

        await ProtocolScene.RefusedAsync(HttpStatusCode.BadRequest, ErrorCodes.Invalid, () => agents.PatchAsync("vision", "box", Allow(), Ct));
        Assert.Null((await agents.PatchAsync("vision", "box", new PatchAgentRequest { AllowedQueues = new Optional<IReadOnlyList<string>?>(null) }, Ct)).AllowedQueues);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task S_M4_the_name_of_an_agent_is_taken_over_only_by_a_token_that_names_it(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var first = await scene.AgentAsync();
        var any = (await TokenAsync(scene, new CreateAgentTokenRequest())).Token;
        await ProtocolScene.RefusedAsync(HttpStatusCode.Conflict, ErrorCodes.NameTaken, () => scene.AgentAsync(token: any));
        Assert.Empty((await first.ClaimAsync(Ct)).Attempts);
        // What was refused is not used up.
        await scene.AgentAsync("another", token: any);

        var named = (await TokenAsync(scene, new CreateAgentTokenRequest { AgentName = "box", Queues = ["cpu"] })).Token;
        await ProtocolScene.RefusedAsync((HttpStatusCode)422, ErrorCodes.NameMismatch, () => scene.AgentAsync("other", token: named));
        var second = await scene.AgentAsync(token: named);
        Assert.Equal(first.Id, second.Id);
        await ProtocolScene.RefusedAsync(HttpStatusCode.Unauthorized, ErrorCodes.SessionReplaced, () => first.ClaimAsync(Ct));
        Assert.Equal(["cpu"], (await scene.Server.Admin.Agents.GetAsync("vision", "box", Ct)).AllowedQueues!);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task S_M5_registration_tokens_are_listed_without_their_text_and_taken_back(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agents = scene.Server.Admin.Agents;
        var token = await TokenAsync(scene, new CreateAgentTokenRequest { Description = "rack 3", Reusable = true, Queues = ["cpu"] });
        await scene.AgentAsync("first", token: token.Token);
        var listed = (await agents.ListTokensAsync("vision", 1, Ct).ToListAsync(Ct)).Single(one => one.Id == token.Id);
        Assert.Equal(("rack 3", true, "cpu", "admin"), (listed.Description, listed.Reusable, listed.Queues!.Single(), listed.CreatedBy));
        Assert.NotNull(listed.UsedAt);

        await agents.RevokeTokenAsync("vision", token.Id, Ct);
        await ProtocolScene.RefusedAsync(HttpStatusCode.Unauthorized, ErrorCodes.TokenInvalid, () => scene.AgentAsync("second", token: token.Token));
        Assert.DoesNotContain(await agents.ListTokensAsync("vision", 50, Ct).ToListAsync(Ct), one => one.Id == token.Id);
        await ProtocolScene.RefusedAsync(HttpStatusCode.NotFound, ErrorCodes.NotFound, () => agents.RevokeTokenAsync("vision", token.Id, Ct));
        await ProtocolScene.RefusedAsync(HttpStatusCode.NotFound, ErrorCodes.NotFound, () => agents.RevokeTokenAsync("vision", "none", Ct));

        // Another team's is none of ours; what is used up or past is not shown.
        await scene.Server.Admin.Access.CreateTeamAsync("robotics", Ct);
        var theirs = await agents.CreateTokenAsync("robotics", new CreateAgentTokenRequest(), Ct);
        await ProtocolScene.RefusedAsync(HttpStatusCode.NotFound, ErrorCodes.NotFound, () => agents.RevokeTokenAsync("vision", theirs.Id, Ct));
        var once = await TokenAsync(scene, new CreateAgentTokenRequest());
        await scene.AgentAsync("third", token: once.Token);
        Assert.DoesNotContain(await agents.ListTokensAsync("vision", 50, Ct).ToListAsync(Ct), one => one.Id == once.Id);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task S_M5_an_agent_that_is_deleted_by_force_loses_session_attempts_and_job_keys_at_once(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        await scene.Launch.AddQueueAsync("again", Ct, queue => queue with { LostPolicy = LostPolicy.Retry });
        var agent = await scene.AgentAsync(queues: ["cpu", "again"]);
        var once = await scene.EnqueueAsync();
        var running = await agent.RunAsync(Ct);
        var ended = await EndedAsync(scene, agent);
        var again = await scene.EnqueueAsync("again");
        var retried = await agent.RunAsync(Ct);
        var queued = await scene.EnqueueAsync();
        var claimed = await agent.TakeAsync(Ct);
        var agents = scene.Server.Admin.Agents;
        await ProtocolScene.RefusedAsync(HttpStatusCode.Conflict, ErrorCodes.Conflict, () => agents.DeleteAsync("vision", "box", force: false, Ct));
        await scene.Server.ClientFor(running.JobKey).Runs.GetAsync("vision", "iris", running.Run, Ct);
        var waiting = agent.ClaimAsync(Ct, wait: 25_000);

        await agents.DeleteAsync("vision", "box", force: true, Ct);
        await ProtocolScene.RefusedAsync(HttpStatusCode.Unauthorized, ErrorCodes.Unauthorized, () => waiting.WaitAsync(Soon, Ct));
        await ProtocolScene.RefusedAsync(HttpStatusCode.Unauthorized, ErrorCodes.Unauthorized, () => agent.BeatAsync(running, Ct));
        await ProtocolScene.RefusedAsync(HttpStatusCode.Unauthorized, ErrorCodes.Unauthorized, () => agent.OpenAsync(Ct));
        foreach (var spec in new[] { running, ended, retried, claimed })
        {
            var job = scene.Server.ClientFor(spec.JobKey);
            await ProtocolScene.RefusedAsync(HttpStatusCode.Unauthorized, ErrorCodes.Unauthorized, () => job.Runs.GetAsync("vision", "iris", spec.Run, Ct));
        }

        // What may run still is lost, or tried again when it must be dead; what had no right to start goes to anybody at once.
        var lost = await scene.ItemAsync(once);
        Assert.Equal(ItemStates.Lost, lost.State);
        Assert.StartsWith("agent_revoked: ", lost.Reason, StringComparison.Ordinal);
        Assert.Equal((ItemStates.Queued, ItemStates.Queued), ((await scene.ItemAsync(again)).State, (await scene.ItemAsync(queued)).State));
        var other = await scene.AgentAsync("other", ["cpu", "again"]);
        Assert.Equal(queued.Id, (await other.ClaimAsync(Ct, slots: 5)).Attempts.Single().Spec.Item);
        scene.Server.Database.ClockOffset += ProtocolScene.Options.Lease;
        Assert.Equal(again.Id, (await other.ClaimAsync(Ct, slots: 5)).Attempts.Single().Spec.Item);

        // The name is free again.
        Assert.NotEqual(agent.Id, (await scene.AgentAsync()).Id);
    }

    [Fact]
    public async Task S_M5_an_agent_cannot_be_called_as_a_part_of_its_address()
    {
        await using var scene = await ProtocolScene.StartAsync(TestEngine.Sqlite);
        await ProtocolScene.RefusedAsync((HttpStatusCode)422, ErrorCodes.NameReserved, () => scene.AgentAsync("tokens"));
    }

    [Fact]
    public async Task S_L11_the_audit_trail_says_by_which_token_an_agent_registered()
    {
        await using var scene = await ProtocolScene.StartAsync(TestEngine.Sqlite);
        var token = await TokenAsync(scene, new CreateAgentTokenRequest { Queues = ["cpu"] });
        await scene.AgentAsync("linked", token: token.Token);
        var entries = await scene.Server.Admin.Access.ListAuditAsync("vision", 100, Ct).ToListAsync(Ct);
        Assert.Equal($"token {token.Id}; queues: cpu", entries.Single(entry => entry is { Action: "agent.registered", Subject: "linked" }).Detail);
    }

    private static async Task<AttemptSpecBody> EndedAsync(ProtocolScene scene, Testing.Launch.ProtocolAgent agent)
    {
        await scene.EnqueueAsync();
        var spec = await agent.RunAsync(Ct);
        await agent.FinishAsync(spec, Ct);
        return spec;
    }

    private static Task<CreatedAgentTokenResponse> TokenAsync(ProtocolScene scene, CreateAgentTokenRequest request) =>
        scene.Server.Admin.Agents.CreateTokenAsync("vision", request, Ct);

    private static PatchAgentRequest Allow(params string[] queues) => new() { AllowedQueues = queues };

    private sealed class Lists : IEqualityComparer<(string[], string[], string[])>
    {
        public bool Equals((string[], string[], string[]) one, (string[], string[], string[]) other) =>
            one.Item1.SequenceEqual(other.Item1) && one.Item2.SequenceEqual(other.Item2) && one.Item3.SequenceEqual(other.Item3);

        public int GetHashCode((string[], string[], string[]) lists) => lists.Item1.Length;
    }
}

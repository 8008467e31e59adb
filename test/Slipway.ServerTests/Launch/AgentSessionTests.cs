using System.Net;
using Slipway.Api;
using Slipway.Api.Agents;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Launch;

/// <summary>How an agent is let in, and how it is put out, on both databases.</summary>
public sealed class AgentSessionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M16_a_registration_token_is_good_once_and_for_its_time(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agents = scene.Server.Admin.Agents;
        var once = (await agents.CreateTokenAsync("vision", new CreateAgentTokenRequest(), Ct)).Token;
        await scene.AgentAsync("first", token: once);
        await ProtocolScene.RefusedAsync(HttpStatusCode.Unauthorized, ErrorCodes.TokenInvalid, () => scene.AgentAsync("second", token: once));
        await ProtocolScene.RefusedAsync(HttpStatusCode.Unauthorized, ErrorCodes.TokenInvalid, () => scene.AgentAsync("second", token: "agt-none"));

        var brief = (await agents.CreateTokenAsync("vision", new CreateAgentTokenRequest { ExpiresInSeconds = 60 }, Ct)).Token;
        scene.Server.Database.ClockOffset += TimeSpan.FromSeconds(61);
        await ProtocolScene.RefusedAsync(HttpStatusCode.Unauthorized, ErrorCodes.TokenInvalid, () => scene.AgentAsync("second", token: brief));
        Assert.Equal(["first"], (await agents.ListAsync("vision", 50, Ct).ToListAsync(Ct)).Select(agent => agent.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no base64")]
    [InlineData("AAAA")]
    public async Task M16_what_is_no_key_is_not_registered_and_the_token_stays_good(string key)
    {
        await using var scene = await ProtocolScene.StartAsync(TestEngine.Sqlite);
        var token = (await scene.Server.Admin.Agents.CreateTokenAsync("vision", new CreateAgentTokenRequest(), Ct)).Token;
        var client = scene.Unregistered().WithToken(null);
        await ProtocolScene.RefusedAsync(HttpStatusCode.BadRequest, ErrorCodes.Invalid,
            () => client.RegisterAsync(new RegisterAgentRequest { Token = token, Name = "box", PublicKey = key }, Ct));
        await scene.AgentAsync(token: token);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M16_a_challenge_opens_one_session_for_the_agent_that_signs_it(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agent = await scene.AgentAsync();
        var other = await scene.AgentAsync("other");
        var nobody = agent.WithToken(null);

        var challenge = (await nobody.ChallengeAsync(agent.Id, Ct)).Challenge;
        var opening = agent.Opening(challenge);
        await NotLetInAsync(opening with { Signature = other.Opening(challenge).Signature });
        await NotLetInAsync(opening);

        challenge = (await nobody.ChallengeAsync(agent.Id, Ct)).Challenge;
        await NotLetInAsync(other.Opening(challenge));
        opening = agent.Opening(challenge);
        await NotLetInAsync(opening with { BootId = "another-boot" });

        challenge = (await nobody.ChallengeAsync(agent.Id, Ct)).Challenge;
        await nobody.OpenSessionAsync(agent.Opening(challenge), Ct);
        await NotLetInAsync(agent.Opening(challenge));

        challenge = (await nobody.ChallengeAsync(agent.Id, Ct)).Challenge;
        scene.Server.Database.ClockOffset += TimeSpan.FromSeconds(61);
        await NotLetInAsync(agent.Opening(challenge));
        await NotLetInAsync(agent.Opening("made-up"));
        Assert.NotEmpty((await nobody.ChallengeAsync("99999", Ct)).Challenge);

        Task NotLetInAsync(OpenSessionRequest request) =>
            ProtocolScene.RefusedAsync(HttpStatusCode.Unauthorized, ErrorCodes.Unauthorized, () => nobody.OpenSessionAsync(request, Ct));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task B10_a_second_process_of_an_agent_replaces_the_first_and_is_told_what_it_held(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agent = await scene.AgentAsync();
        var item = await scene.EnqueueAsync();
        var spec = await agent.RunAsync(Ct);
        var (first, firstBoot) = (agent.Client, agent.BootId);

        // The same process renews its session: the one before it still holds.
        await agent.OpenAsync(Ct);
        await first.HeartbeatAsync(new HeartbeatRequest { Attempts = [] }, Ct);

        agent.BootId = "another-process";
        var session = await agent.OpenAsync(Ct);
        Assert.Equal((spec.Id, item.Id, spec.Fence, "running", 0L), session.Held.Select(held => (held.Id, held.Item, held.Fence, held.State, held.LogOffset)).Single());
        await ProtocolScene.RefusedAsync(HttpStatusCode.Unauthorized, ErrorCodes.SessionReplaced, () => first.HeartbeatAsync(new HeartbeatRequest { Attempts = [] }, Ct));
        await ProtocolScene.RefusedAsync(HttpStatusCode.Unauthorized, ErrorCodes.SessionReplaced, () => first.StartAsync(spec.Id, spec.Fence, Ct));
        Assert.NotEqual(firstBoot, agent.BootId);
        Assert.Equal(BeatVerdicts.Renewed, await agent.BeatAsync(spec, Ct));
        await agent.FinishAsync(spec, Ct);
        Assert.Equal("succeeded", (await scene.ItemAsync(item)).State);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M16_a_session_ends_after_an_hour_and_with_the_agent_being_registered_anew(TestEngine engine)
    {
        await using var scene = await ProtocolScene.StartAsync(engine);
        var agent = await scene.AgentAsync();
        await scene.AgentAsync(token: (await scene.Server.Admin.Agents.CreateTokenAsync("vision", new CreateAgentTokenRequest { AgentName = "box" }, Ct)).Token);
        await ProtocolScene.RefusedAsync(HttpStatusCode.Unauthorized, ErrorCodes.SessionReplaced, () => agent.ClaimAsync(Ct));
        await ProtocolScene.RefusedAsync(HttpStatusCode.Unauthorized, ErrorCodes.Unauthorized, () => agent.OpenAsync(Ct));

        var lasting = await scene.AgentAsync("lasting");
        scene.Server.Database.ClockOffset += TimeSpan.FromMinutes(61);
        await ProtocolScene.RefusedAsync(HttpStatusCode.Unauthorized, ErrorCodes.Unauthorized, () => lasting.ClaimAsync(Ct));
        await lasting.OpenAsync(Ct);
        Assert.Empty((await lasting.ClaimAsync(Ct)).Attempts);
    }

    [Fact]
    public async Task M16_a_key_of_a_person_is_no_session_and_a_session_no_key_of_a_person()
    {
        await using var scene = await ProtocolScene.StartAsync(TestEngine.Sqlite);
        var agent = await scene.AgentAsync();
        await ProtocolScene.RefusedAsync(HttpStatusCode.Unauthorized, ErrorCodes.Unauthorized,
            () => agent.WithToken(scene.Server.AdminKey).HeartbeatAsync(new HeartbeatRequest { Attempts = [] }, Ct));
        await ProtocolScene.RefusedAsync(HttpStatusCode.Unauthorized, ErrorCodes.Unauthorized,
            () => agent.WithToken(null).HeartbeatAsync(new HeartbeatRequest { Attempts = [] }, Ct));
        await ProtocolScene.RefusedAsync(HttpStatusCode.Unauthorized, ErrorCodes.Unauthorized,
            () => scene.Server.ClientFor(agent.Token).Queues.GetAsync("vision", "cpu", Ct));
    }
}

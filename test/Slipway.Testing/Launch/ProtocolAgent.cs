using System.Security.Cryptography;
using System.Text;
using Slipway.Api.Agents;
using Slipway.Api.Clients;
using Slipway.Api.Queues;
using Slipway.Api.Texts;

namespace Slipway.Testing.Launch;

/// <summary>An agent that is nothing but its protocol: says what a test wants said, when the test wants it.</summary>
public sealed class ProtocolAgent : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly HttpClient _http;
    private readonly Uri _server;

    /// <summary>One that is not registered yet.</summary>
    public ProtocolAgent(HttpClient http, string server)
    {
        _http = http;
        _server = new Uri(server);
    }

    public string Id { get; private set; } = "";

    public string PublicKey => Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo());

    /// <summary>The queues that it asks for.</summary>
    public IReadOnlyList<string> Queues { get; init; } = ["cpu"];

    public IReadOnlyList<string> Labels { get; init; } = [];

    public int Slots { get; init; } = 100;

    public string BootId { get; set; } = "boot-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>What it says in its session; without a session before <see cref="OpenAsync"/>.</summary>
    public AgentClient Client { get; private set; } = null!;

    public string Token { get; private set; } = "";

    public static string NewRequestId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    public AgentClient WithToken(string? token) => new(_http, _server, token);

    public async Task<ProtocolAgent> RegisterAsync(string token, string name, CancellationToken ct)
    {
        Id = (await WithToken(null).RegisterAsync(new RegisterAgentRequest { Token = token, Name = name, PublicKey = PublicKey }, ct)).AgentId;
        return this;
    }

    /// <summary>Registers an agent called <c>box</c> and opens its session.</summary>
    /// <param name="admin">An admin of the team.</param>
    public static async Task<ProtocolAgent> StartAsync(RunningServer server, SlipwayClient admin, string team, HttpClient http, CancellationToken ct, params string[] queues)
    {
        var token = (await admin.Agents.CreateTokenAsync(team, new CreateAgentTokenRequest(), ct)).Token;
        var agent = await new ProtocolAgent(http, server.Url) { Queues = queues, Slots = 1 }.RegisterAsync(token, "box", ct);
        await agent.OpenAsync(ct);
        return agent;
    }

    /// <summary>Opens a session, as <see cref="BootId"/>.</summary>
    public async Task<SessionResponse> OpenAsync(CancellationToken ct)
    {
        var challenge = (await WithToken(null).ChallengeAsync(Id, ct)).Challenge;
        var session = await WithToken(null).OpenSessionAsync(Opening(challenge), ct);
        Token = session.Token;
        Client = WithToken(session.Token);
        return session;
    }

    /// <summary>What opens a session with that challenge.</summary>
    public OpenSessionRequest Opening(string challenge) => new()
    {
        AgentId = Id,
        Challenge = challenge,
        Signature = Convert.ToBase64String(_key.SignData(
            Encoding.UTF8.GetBytes($"slipway-agent-session\n{Id}\n{challenge}\n{BootId}"), HashAlgorithmName.SHA256)),
        BootId = BootId,
        Host = "host",
        Version = "1.0.0",
        Labels = Labels,
        Runners = [EnumWords.Of(QueueResource.Process)],
        Queues = Queues,
        Slots = Slots,
    };

    /// <summary>Claims; with the time to wait in milliseconds, else what is there at once.</summary>
    public Task<ClaimsResponse> ClaimAsync(CancellationToken ct, int wait = 0, int slots = 1, string? requestId = null) =>
        Client.ClaimAsync(new ClaimRequest { RequestId = requestId ?? NewRequestId(), Queues = Queues, Slots = slots, WaitMilliseconds = wait }, ct);

    /// <summary>Claims one that must be there.</summary>
    public async Task<AttemptSpecBody> TakeAsync(CancellationToken ct) =>
        (await ClaimAsync(ct)).Attempts.Single().Spec;

    /// <summary>Claims one and takes the right to start it.</summary>
    public async Task<AttemptSpecBody> StartAsync(CancellationToken ct)
    {
        var spec = await TakeAsync(ct);
        await Client.StartAsync(spec.Id, spec.Fence, ct);
        return spec;
    }

    /// <summary>Waits for the next item, and holds the right to start it then.</summary>
    public async Task<AttemptSpecBody> StartNextAsync(CancellationToken ct)
    {
        ClaimsResponse claims;
        do
        {
            claims = await ClaimAsync(ct, wait: 20_000);
        }
        while (claims.Attempts.Count == 0);
        var spec = claims.Attempts[0].Spec;
        await Client.StartAsync(spec.Id, spec.Fence, ct);
        return spec;
    }

    public Task StartAsync(AttemptSpecBody spec) => Client.StartAsync(spec.Id, spec.Fence, CancellationToken.None);

    /// <summary>Claims one and tells that it runs.</summary>
    public async Task<AttemptSpecBody> RunAsync(CancellationToken ct)
    {
        var spec = await StartAsync(ct);
        await BeatAsync(spec, ct);
        return spec;
    }

    /// <summary>One heartbeat with one attempt; returns the verdict.</summary>
    public async Task<string> BeatAsync(AttemptSpecBody spec, CancellationToken ct, string state = "running", long? fence = null) =>
        (await Client.HeartbeatAsync(
            new HeartbeatRequest { Attempts = [new AttemptBeatBody { Id = spec.Id, Fence = fence ?? spec.Fence, State = state }] }, ct)).Attempts.Single().Verdict;

    public Task<AttemptStateResponse> FinishAsync(AttemptSpecBody spec, CancellationToken ct, string outcome = AttemptOutcomes.Succeeded, int? exitCode = 0, long? fence = null) =>
        Client.FinishAsync(spec.Id, new FinishAttemptRequest { Fence = fence ?? spec.Fence, Outcome = outcome, ExitCode = exitCode }, ct);

    /// <summary>Reports how it ended.</summary>
    /// <param name="outcome">One of <see cref="AttemptOutcomes"/>.</param>
    public Task FinishAsync(AttemptSpecBody spec, string outcome, int? exitCode, CancellationToken ct) =>
        FinishAsync(spec, ct, outcome, exitCode);

    public void Dispose() => _key.Dispose();
}

using System.Security.Cryptography;
using System.Text;
using Slipway.Api.Agents;
using Slipway.Api.Clients;
using Slipway.Api.Queues;

namespace Slipway.Testing.Launch;

/// <summary>An agent that speaks the agents' protocol over HTTP and runs nothing: a test decides how each job ends.</summary>
public sealed class ProtocolAgent
{
    private const string Boot = "one-boot-of-a-test";

    private readonly AgentClient _client;
    private readonly IReadOnlyList<string> _queues;

    private ProtocolAgent(AgentClient client, IReadOnlyList<string> queues)
    {
        _client = client;
        _queues = queues;
    }

    /// <summary>Registers an agent and opens its session.</summary>
    /// <param name="admin">An admin of the team.</param>
    public static async Task<ProtocolAgent> StartAsync(RunningServer server, SlipwayClient admin, string team, HttpClient http, CancellationToken ct, params string[] queues)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var url = new Uri(server.Url);
        var stranger = new AgentClient(http, url, null);
        var agent = await stranger.RegisterAsync(new RegisterAgentRequest
        {
            Token = (await admin.Agents.CreateTokenAsync(team, new CreateAgentTokenRequest(), ct)).Token,
            Name = "box",
            PublicKey = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()),
        }, ct);
        var challenge = (await stranger.ChallengeAsync(agent.AgentId, ct)).Challenge;
        var proof = Encoding.UTF8.GetBytes($"slipway-agent-session\n{agent.AgentId}\n{challenge}\n{Boot}");
        var session = await stranger.OpenSessionAsync(new OpenSessionRequest
        {
            AgentId = agent.AgentId,
            Challenge = challenge,
            Signature = Convert.ToBase64String(key.SignData(proof, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)),
            BootId = Boot,
            Host = "test",
            Version = "0",
            Labels = [],
            Runners = [QueueResources.Process],
            Queues = queues,
            Slots = 1,
        }, ct);
        return new ProtocolAgent(new AgentClient(http, url, session.Token), queues);
    }

    /// <summary>Waits for the next item, and holds the right to start it then.</summary>
    public async Task<AttemptSpecBody> StartNextAsync(CancellationToken ct)
    {
        ClaimsResponse claims;
        do
        {
            claims = await _client.ClaimAsync(
                new ClaimRequest { RequestId = Guid.NewGuid().ToString("n"), Queues = _queues, Slots = 1, WaitMilliseconds = 20_000 }, ct);
        }
        while (claims.Attempts.Count == 0);
        var spec = claims.Attempts[0].Spec;
        await _client.StartAsync(spec.Id, spec.Fence, ct);
        return spec;
    }

    /// <summary>Reports how it ended.</summary>
    /// <param name="outcome">One of <see cref="AttemptOutcomes"/>.</param>
    public Task FinishAsync(AttemptSpecBody spec, string outcome, int? exitCode, CancellationToken ct) =>
        _client.FinishAsync(spec.Id, new FinishAttemptRequest { Fence = spec.Fence, Outcome = outcome, ExitCode = exitCode }, ct);
}

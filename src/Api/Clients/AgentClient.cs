using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Slipway.Api.Agents;
using Slipway.Api.Http;
using Slipway.Api.Runs;

namespace Slipway.Api.Clients;

/// <summary>
/// The protocol of agents. Every call may be repeated as it is: retrying is the caller's business. Throws
/// <see cref="SlipwayApiException"/> for a refusal and <see cref="HttpRequestException"/> when the server cannot be reached.
/// </summary>
/// <param name="http">Stays the caller's to dispose of; as <see cref="SlipwayClient.NewHttpClient"/> makes it.</param>
/// <param name="server">Such as <c>https://slipway.example</c>; may have a path.</param>
/// <param name="token">
/// The session's token; the job's own key for <see cref="EnterAsync"/>; null to register and to open a session.
/// </param>
public sealed class AgentClient(HttpClient http, Uri server, string? token)
{
    private readonly ApiConnection _connection = new(http, server, token);

    /// <summary>Turns a registration token into a known key.</summary>
    public Task<RegisteredAgentResponse> RegisterAsync(RegisterAgentRequest request, CancellationToken ct) =>
        _connection.PostAsync<RegisterAgentRequest, RegisteredAgentResponse>("agent/register", request, ct);

    /// <summary>What to sign for a session.</summary>
    public Task<AgentChallengeResponse> ChallengeAsync(string agentId, CancellationToken ct) =>
        _connection.PostAsync<AgentChallengeRequest, AgentChallengeResponse>(
            "agent/challenges", new AgentChallengeRequest { AgentId = agentId }, ct);

    /// <summary>Opens a session; an earlier one of the same agent ends.</summary>
    public Task<SessionResponse> OpenSessionAsync(OpenSessionRequest request, CancellationToken ct) =>
        _connection.PostAsync<OpenSessionRequest, SessionResponse>("agent/sessions", request, ct);

    /// <summary>Waits for something to start; repeated with the same id it answers the same.</summary>
    public Task<ClaimsResponse> ClaimAsync(ClaimRequest request, CancellationToken ct) =>
        _connection.PostAsync<ClaimRequest, ClaimsResponse>("agent/claims", request, ct);

    /// <summary>Asks for the right to start; only after an answer may the job be started.</summary>
    public Task<AttemptStateResponse> StartAsync(string attempt, long fence, CancellationToken ct) =>
        _connection.PostAsync<StartAttemptRequest, AttemptStateResponse>(
            ApiPath.Of($"agent/attempts/{attempt}/start"), new StartAttemptRequest { Fence = fence }, ct);

    /// <summary>Keeps the leases of all attempts.</summary>
    public Task<HeartbeatResponse> HeartbeatAsync(HeartbeatRequest request, CancellationToken ct) =>
        _connection.PostAsync<HeartbeatRequest, HeartbeatResponse>("agent/heartbeats", request, ct);

    /// <summary>Tells how an attempt ended.</summary>
    public Task<AttemptStateResponse> FinishAsync(string attempt, FinishAttemptRequest request, CancellationToken ct) =>
        _connection.PostAsync<FinishAttemptRequest, AttemptStateResponse>(
            ApiPath.Of($"agent/attempts/{attempt}/finish"), request, ct);

    /// <summary>Appends to the log of an attempt and answers where the log ends now.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="fence">As claimed.</param>
    /// <param name="offset">Where the bytes belong, from the log's beginning.</param>
    /// <param name="bytes">Secrets are masked already.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<long> AppendLogAsync(
        string attempt, long fence, long offset, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        using var body = new ReadOnlyMemoryContent(bytes);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var path = ApiPath.WithQuery(
            ApiPath.Of($"agent/attempts/{attempt}/log"),
            ("fence", fence.ToString(CultureInfo.InvariantCulture)),
            ("offset", offset.ToString(CultureInfo.InvariantCulture)));
        using var response = await _connection.OpenAsync(
            HttpMethod.Post, path, body, HttpCompletionOption.ResponseContentRead, ct);
        await using var answer = await response.Content.ReadAsStreamAsync(ct);
        var end = await JsonSerializer.DeserializeAsync(answer, ApiJson.Default.LogOffsetResponse, ct);
        return end?.Next ?? offset + bytes.Length;
    }

    /// <summary>Where the server's log ends, when it refused bytes with <see cref="ErrorCodes.LogOffset"/>; null for another refusal.</summary>
    public static long? ExpectedOffset(SlipwayApiException refused) =>
        refused.Code == ErrorCodes.LogOffset
        && refused.Problem.Extensions?.TryGetValue("expected", out var expected) == true
        && expected.TryGetInt64(out var offset)
            ? offset
            : null;

    /// <summary>Goes through the fence inside a job: the first nonce enters, another is refused with <see cref="ErrorCodes.AttemptEntered"/>.</summary>
    public Task<AttemptStateResponse> EnterAsync(string attempt, long fence, string nonce, CancellationToken ct) =>
        _connection.PostAsync<EnterAttemptRequest, AttemptStateResponse>(
            ApiPath.Of($"agent/attempts/{attempt}/enter"), new EnterAttemptRequest { Fence = fence, Nonce = nonce }, ct);
}

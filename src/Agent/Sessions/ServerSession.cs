using System.Net;
using System.Security.Cryptography;
using Slipway.Agent.Settings;
using Slipway.Api;
using Slipway.Api.Agents;
using Slipway.Api.Clients;
using Slipway.Api.Http;

namespace Slipway.Agent.Sessions;

/// <summary>
/// The agent's session: opened with its key, renewed before it ends, and opened anew when the server knows it no more.
/// Calls go through <see cref="CallAsync{T}"/>, which sees to that.
/// </summary>
internal sealed class ServerSession(
    HttpClient http, AgentIdentity identity, AgentKey key, RunSettings settings, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // One refusal may be a challenge that came too late; then another is signed.
    private const int RefusedOpenings = 3;
    private static readonly TimeSpan Negligible = TimeSpan.FromMinutes(1);
    private readonly Uri _server = new(identity.Server);
    private readonly SemaphoreSlim _opening = new(1);
    private volatile SessionResponse? _current;
    private long _opened;
    private long _answered = time.GetTimestamp();

    /// <summary>Tells this process from an earlier one of the same agent.</summary>
    public string BootId { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>The server's limits; null before the first session.</summary>
    public SessionResponse? Current => _current;

    /// <summary>How long ago the server answered last, whatever was asked.</summary>
    public TimeSpan SinceAnswer => time.GetElapsedTime(Interlocked.Read(ref _answered));

    /// <summary>Where the server is.</summary>
    public Uri Server => _server;

    /// <summary>Opens the first session and answers it, with the attempts that the server believes the agent has.</summary>
    public Task<SessionResponse> OpenAsync(CancellationToken ct) => OpenInsteadOfAsync(null, ct);

    /// <summary>Calls the server; repeats the call once in a new session when the session had ended.</summary>
    /// <exception cref="SessionReplacedException">Another process took over.</exception>
    /// <exception cref="AgentRevokedException">An admin took the agent out of service.</exception>
    /// <exception cref="SlipwayApiException">The server refused.</exception>
    /// <exception cref="HttpRequestException">It cannot be reached.</exception>
    public Task<T> CallAsync<T>(Func<AgentClient, CancellationToken, Task<T>> call, CancellationToken ct) =>
        CallAsync(call, Patience, ct);

    /// <summary>The same with a limit of its own for the wait.</summary>
    public async Task<T> CallAsync<T>(Func<AgentClient, CancellationToken, Task<T>> call, TimeSpan patience, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        var session = _current;
        if (session is null || Left(session) < Early)
        {
            session = await RenewedAsync(session, either.Token);
        }

        try
        {
            return await AnswerAsync(call, session, either.Token);
        }
        catch (SlipwayApiException refused) when (refused.Status == HttpStatusCode.Unauthorized)
        {
            // Our own renewal ends the session before it as well.
            if (refused.Code == ErrorCodes.SessionReplaced && ReferenceEquals(session, _current))
            {
                throw new SessionReplacedException();
            }

            session = await OpenInsteadOfAsync(session, either.Token);
            return await AnswerAsync(call, session, either.Token);
        }
    }

    public void Dispose() => _opening.Dispose();

    /// <summary>How far this host's clock is before the server's; zero when it does not matter or is not known.</summary>
    public TimeSpan ClockAhead =>
        _current is { LifetimeMilliseconds: { } lifetime } current
        && time.GetUtcNow() - time.GetElapsedTime(Interlocked.Read(ref _opened)) - (current.ExpiresAt - TimeSpan.FromMilliseconds(lifetime)) is var ahead
        && ahead.Duration() > Negligible
            ? ahead
            : TimeSpan.Zero;

    /// <summary>How long a session still lasts. Counted from its beginning, for the two clocks may differ by hours.</summary>
    private TimeSpan Left(SessionResponse session) =>
        session.LifetimeMilliseconds is { } lifetime
            ? TimeSpan.FromMilliseconds(lifetime) - time.GetElapsedTime(Interlocked.Read(ref _opened))
            : session.ExpiresAt - time.GetUtcNow();

    private async Task<T> AnswerAsync<T>(Func<AgentClient, CancellationToken, Task<T>> call, SessionResponse session, CancellationToken ct)
    {
        var answer = await call(new AgentClient(http, _server, session.Token), ct);
        Interlocked.Exchange(ref _answered, time.GetTimestamp());
        return answer;
    }

    /// <summary>A session that lasts; the old one while the server cannot be asked, for it may last still.</summary>
    private async Task<SessionResponse> RenewedAsync(SessionResponse? old, CancellationToken ct)
    {
        try
        {
            return await OpenInsteadOfAsync(old, ct);
        }
        catch (HttpRequestException) when (old is not null)
        {
            return old;
        }
    }

    /// <summary>Opens a session unless somebody here did so already.</summary>
    private async Task<SessionResponse> OpenInsteadOfAsync(SessionResponse? old, CancellationToken ct)
    {
        await _opening.WaitAsync(ct);
        try
        {
            if (_current is { } current && !ReferenceEquals(current, old))
            {
                return current;
            }

            for (var refused = 1; ; refused++)
            {
                try
                {
                    return _current = await OpenNewAsync(ct);
                }
                catch (SlipwayApiException e) when (old is not null && e is { Status: HttpStatusCode.Unauthorized, Code: ErrorCodes.Unauthorized })
                {
                    if (refused == RefusedOpenings)
                    {
                        throw new AgentRevokedException();
                    }

                    await Task.Delay(TimeSpan.FromSeconds(1), time, ct);
                }
            }
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task<SessionResponse> OpenNewAsync(CancellationToken ct)
    {
        var client = new AgentClient(http, _server, null);
        var challenge = await client.ChallengeAsync(identity.AgentId, ct);
        var opened = await client.OpenSessionAsync(
            new OpenSessionRequest
            {
                AgentId = identity.AgentId,
                Challenge = challenge.Challenge,
                Signature = key.Sign(identity.AgentId, challenge.Challenge, BootId),
                BootId = BootId,
                Host = Environment.MachineName,
                Version = typeof(ServerSession).Assembly.GetName().Version?.ToString(3) ?? "0",
                Labels = settings.Labels,
                Runners = settings.Runners,
                Queues = settings.Queues,
                Slots = settings.Slots,
            },
            ct);
        Interlocked.Exchange(ref _opened, time.GetTimestamp());
        return opened;
    }
}

using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Slipway.Api;
using Slipway.Api.Agents;
using Slipway.Api.Artifacts;
using Slipway.Api.Runs;
using Slipway.Tests.Api;

namespace Slipway.Tests.Agent;

/// <summary>The server's side of the agents' protocol in memory, as little of it as agents can tell apart, over real HTTP.</summary>
internal sealed class ProtocolServer : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<AttemptSpecBody> _waiting = [];
    private readonly Dictionary<string, List<AttemptGrantBody>> _answered = [];
    private readonly List<string> _cancel = [];
    private readonly SemaphoreSlim _offered = new(0);
    private StubServer _http = null!;
    private string? _publicKey;
    private int _sessions;
    private string _boot = "";
    private volatile bool _isRevoked;

    public Uri Address => _http.Address;

    public ConcurrentQueue<string> Requests => _http.Requests;

    /// <summary>Answers 503 to everything.</summary>
    public bool IsDown { get; set; }

    /// <summary>How many more answers to claims get lost on their way.</summary>
    public int ClaimAnswersToLose { get; set; }

    /// <summary>How many more questions for a job's code end without an answer.</summary>
    public int CodeAnswersToLose { get; set; }

    public bool Drain { get; set; }

    public int LeaseMilliseconds { get; set; } = 20_000;

    public ConcurrentQueue<(string Attempt, FinishAttemptRequest Request)> Finished { get; } = new();

    public ConcurrentDictionary<string, AttemptSpecBody> Held { get; } = new();

    public ConcurrentDictionary<string, string> States { get; } = new();

    /// <summary>What heartbeats said that attempts wait for.</summary>
    public ConcurrentDictionary<string, string?> Waiting { get; } = new();

    /// <summary>How many slots the last claim had.</summary>
    public int LastSlots { get; private set; }

    /// <summary>Called before the end of an attempt is answered.</summary>
    public Action? OnFinish { get; set; }

    public ConcurrentDictionary<string, MemoryStream> Logs { get; } = new();

    public ConcurrentQueue<string> Starts { get; } = new();

    public static async Task<ProtocolServer> StartAsync()
    {
        var server = new ProtocolServer();
        server._http = await StubServer.StartAsync(server.AnswerAsync);
        return server;
    }

    public void Offer(AttemptSpecBody spec)
    {
        lock (_lock)
        {
            _waiting.Add(spec);
        }

        _offered.Release();
    }

    public void Cancel(string attempt)
    {
        lock (_lock)
        {
            _cancel.Add(attempt);
        }

        _offered.Release();
    }

    /// <summary>What an agent may have from before.</summary>
    public void Hold(AttemptSpecBody spec, string state)
    {
        Held[spec.Id] = spec;
        States[spec.Id] = state;
    }

    public string LogOf(string attempt) => Logs.TryGetValue(attempt, out var log) ? Encoding.UTF8.GetString(log.ToArray()) : "";

    /// <summary>Another process opens a session under the agent's name.</summary>
    public void Replace() => _boot = "another";

    /// <summary>An admin deletes the agent.</summary>
    public void Revoke() => _isRevoked = true;

    public ValueTask DisposeAsync() => _http.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (IsDown)
        {
            context.Response.StatusCode = 503;
            return;
        }

        if (context.Request.Path == "/api/v1/artifacts/resolve")
        {
            await CodeAsync(context);
            return;
        }

        var path = context.Request.Path.Value!["/api/v1/agent/".Length..].Split('/');
        if (_isRevoked && path[0] is not "challenges")
        {
            await RefuseAsync(context, 401, ErrorCodes.Unauthorized);
            return;
        }

        if (path[0] is not ("register" or "challenges" or "sessions")
            && context.Request.Headers.Authorization != $"Bearer session-{_sessions}-{_boot}")
        {
            await RefuseAsync(context, 401, _boot == "another" ? ErrorCodes.SessionReplaced : ErrorCodes.Unauthorized);
            return;
        }

        await (path switch
        {
            ["register"] => RegisterAsync(context),
            ["challenges"] => WriteAsync(context, new AgentChallengeResponse { Challenge = "a-challenge" }, ApiJson.Default.AgentChallengeResponse),
            ["sessions"] => OpenAsync(context),
            ["claims"] => ClaimAsync(context),
            ["heartbeats"] => BeatAsync(context),
            ["attempts", var id, "start"] => StartAsync(context, id),
            ["attempts", var id, "log"] => LogAsync(context, id),
            ["attempts", var id, "finish"] => FinishAsync(context, id),
            _ => RefuseAsync(context, 404, ErrorCodes.NotFound),
        });
    }

    /// <summary>Code without files.</summary>
    private Task CodeAsync(HttpContext context)
    {
        if (CodeAnswersToLose > 0)
        {
            CodeAnswersToLose--;
            context.Abort();
            return Task.CompletedTask;
        }

        var code = new ResolvedReferenceResponse { Ref = "wandb-artifact://_id/42", Id = "42", Name = "train", Type = "job", Version = "v3", Digest = "d", Files = [] };
        return WriteAsync(context, code, ApiJson.Default.ResolvedReferenceResponse);
    }

    private async Task RegisterAsync(HttpContext context)
    {
        var request = await ReadAsync(context, ApiJson.Default.RegisterAgentRequest);
        if (request.Token != "a-token")
        {
            await RefuseAsync(context, 401, ErrorCodes.TokenInvalid);
            return;
        }

        _publicKey = request.PublicKey;
        await WriteAsync(
            context,
            new RegisteredAgentResponse { AgentId = "ag1", Team = "vision", Name = request.Name },
            ApiJson.Default.RegisteredAgentResponse);
    }

    private async Task OpenAsync(HttpContext context)
    {
        var request = await ReadAsync(context, ApiJson.Default.OpenSessionRequest);
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(_publicKey!), out _);
        var signed = Encoding.UTF8.GetBytes($"slipway-agent-session\nag1\na-challenge\n{request.BootId}");
        if (!key.VerifyData(
            signed, Convert.FromBase64String(request.Signature), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))
        {
            await RefuseAsync(context, 401, ErrorCodes.Unauthorized);
            return;
        }

        _boot = request.BootId;
        await WriteAsync(
            context,
            new SessionResponse
            {
                Token = $"session-{++_sessions}-{_boot}",
                ExpiresAt = TimeProvider.System.GetUtcNow().AddHours(1),
                LeaseMilliseconds = LeaseMilliseconds,
                HeartbeatMilliseconds = 200,
                LogIntervalMilliseconds = 50,
                MaxLogChunkBytes = 4096,
                MissingQueues = [],
                Held = [.. Held.Values.Select(spec => new HeldAttemptResponse
                {
                    Id = spec.Id,
                    Item = spec.Item,
                    Attempt = spec.Attempt,
                    Fence = spec.Fence,
                    State = States[spec.Id],
                    LogOffset = Logs.TryGetValue(spec.Id, out var log) ? log.Length : 0,
                    CancelRequested = false,
                })],
            },
            ApiJson.Default.SessionResponse);
    }

    private async Task ClaimAsync(HttpContext context)
    {
        var request = await ReadAsync(context, ApiJson.Default.ClaimRequest);
        LastSlots = request.Slots;
        List<AttemptGrantBody>? grants;
        lock (_lock)
        {
            _answered.TryGetValue(request.RequestId, out grants);
        }

        if (grants is null)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            patience.CancelAfter(request.WaitMilliseconds);
            while ((grants = Grant(request.Slots)).Count == 0 && !patience.IsCancellationRequested && !Drain && _cancel.Count == 0)
            {
                try
                {
                    await _offered.WaitAsync(patience.Token);
                }
                catch (OperationCanceledException)
                {
                    break;
                }
            }

            if (context.RequestAborted.IsCancellationRequested && grants.Count == 0)
            {
                return;
            }

            lock (_lock)
            {
                _answered[request.RequestId] = grants;
            }
        }

        if (ClaimAnswersToLose > 0 && grants.Count > 0)
        {
            ClaimAnswersToLose--;
            context.Abort();
            return;
        }

        await WriteAsync(context, new ClaimsResponse { Attempts = grants, Commands = Commands() }, ApiJson.Default.ClaimsResponse);
    }

    private List<AttemptGrantBody> Grant(int slots)
    {
        lock (_lock)
        {
            var given = _waiting.Take(slots).ToList();
            _waiting.RemoveRange(0, given.Count);
            foreach (var spec in given)
            {
                Hold(spec, "claimed");
            }

            return [.. given.Select(spec => new AttemptGrantBody { LeaseMilliseconds = LeaseMilliseconds, Spec = spec })];
        }
    }

    private AgentCommandsBody Commands()
    {
        lock (_lock)
        {
            string[] cancel = [.. _cancel];
            _cancel.Clear();
            return new AgentCommandsBody { Cancel = cancel, Drain = Drain, Stop = false };
        }
    }

    private async Task BeatAsync(HttpContext context)
    {
        var request = await ReadAsync(context, ApiJson.Default.HeartbeatRequest);
        foreach (var beat in request.Attempts.Where(beat => Held.ContainsKey(beat.Id)))
        {
            States[beat.Id] = beat.State;
            Waiting[beat.Id] = beat.Waiting;
        }

        await WriteAsync(
            context,
            new HeartbeatResponse
            {
                LeaseMilliseconds = LeaseMilliseconds,
                Attempts = [.. request.Attempts.Select(beat => new BeatVerdictBody
                {
                    Id = beat.Id,
                    Verdict = Held.ContainsKey(beat.Id) ? BeatVerdicts.Renewed : BeatVerdicts.Abandon,
                })],
                Commands = Commands(),
            },
            ApiJson.Default.HeartbeatResponse);
    }

    private async Task StartAsync(HttpContext context, string id)
    {
        var request = await ReadAsync(context, ApiJson.Default.StartAttemptRequest);
        if (!Held.TryGetValue(id, out var spec) || spec.Fence != request.Fence)
        {
            await RefuseAsync(context, 409, ErrorCodes.FenceStale);
            return;
        }

        Starts.Enqueue(id);
        States[id] = "starting";
        await WriteAsync(context, new AttemptStateResponse { Id = id, State = "starting" }, ApiJson.Default.AttemptStateResponse);
    }

    private async Task LogAsync(HttpContext context, string id)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var offset = long.Parse(context.Request.Query["offset"]!, System.Globalization.CultureInfo.InvariantCulture);
        var log = Logs.GetOrAdd(id, _ => new MemoryStream());
        if (offset != log.Length)
        {
            context.Response.StatusCode = 409;
            context.Response.ContentType = "application/problem+json";
            await context.Response.WriteAsync($$"""{"code":"{{ErrorCodes.LogOffset}}","expected":{{log.Length}}}""");
            return;
        }

        lock (log)
        {
            body.WriteTo(log);
        }

        await WriteAsync(context, new LogOffsetResponse { Next = log.Length }, ApiJson.Default.LogOffsetResponse);
    }

    private async Task FinishAsync(HttpContext context, string id)
    {
        var request = await ReadAsync(context, ApiJson.Default.FinishAttemptRequest);
        OnFinish?.Invoke();
        if (!Held.TryRemove(id, out _))
        {
            await RefuseAsync(context, 409, ErrorCodes.FenceStale);
            return;
        }

        Finished.Enqueue((id, request));
        await WriteAsync(context, new AttemptStateResponse { Id = id, State = request.Outcome }, ApiJson.Default.AttemptStateResponse);
    }

    private static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type) =>
        (await JsonSerializer.DeserializeAsync(context.Request.Body, type))!;

    private static async Task WriteAsync<T>(HttpContext context, T answer, JsonTypeInfo<T> type)
    {
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(answer, type));
    }

    private static async Task RefuseAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        await context.Response.WriteAsync($$"""{"status":{{status}},"code":"{{code}}","detail":"No: {{code}}."}""");
    }
}

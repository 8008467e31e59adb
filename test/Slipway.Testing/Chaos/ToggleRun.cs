using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Api;
using Slipway.Api.Automations;
using Slipway.Api.Http;
using Slipway.Api.Webhooks;
using Slipway.Storage;
using Slipway.Testing.Scenes;

namespace Slipway.Testing.Chaos;

/// <summary>
/// Disables and enables a webhook all the time while aliases move, and enables it in the end: every automation's delivery of
/// every move must then be made. Many automations make the matching transaction long, and so the moment in which it decides
/// by a webhook that is being changed.
/// </summary>
public sealed class ToggleRun
{
    private const int Automations = 5;
    private const int Writers = 8;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PauseRange = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly RunningServer _server;
    private readonly AliasScene _scene;
    private readonly Random _random;
    private volatile bool _enough;
    private int _moves;
    private int _toggles;

    private ToggleRun(RunningServer server, AliasScene scene, int seed)
    {
        _server = server;
        _scene = scene;
        _random = new Random(seed);
    }

    /// <summary>Runs it on fresh data and reports.</summary>
    /// <param name="toggling">How long the webhook is changed.</param>
    /// <param name="seed">Of the pauses; the rest depends on the machine.</param>
    public static async Task<ToggleReport> ExecuteAsync(TestEngine engine, TimeSpan toggling, int seed, CancellationToken ct)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var server = await RunningServer.StartAsync(engine, "--egress-allow", receiver.HostAndPort);
        var scene = await AliasScene.SetUpAsync(server.Admin, receiver.Url, "^m[0-9]+$", ct);
        for (var more = 1; more < Automations; more++)
        {
            await server.Admin.Automations.CreateAsync(scene.Team, new AutomationSettings
            {
                Name = $"{AliasScene.Automation}-{more}",
                Scope = new AutomationScope { Type = ScopeType.RegisteredModel, Name = AliasScene.Model },
                Event = new AutomationEvent { Type = AutomationEventType.AddArtifactAlias, AliasPattern = "^m[0-9]+$" },
                Action = new WebhookAction { Webhook = AliasScene.Webhook, Payload = AliasScene.Payload },
            }, ct);
        }
        return await new ToggleRun(server, scene, seed).RunAsync(receiver, toggling, ct);
    }

    private async Task<ToggleReport> RunAsync(Receiver receiver, TimeSpan toggling, CancellationToken ct)
    {
        var writers = Enumerable.Range(0, Writers).Select(writer => Task.Run(() => MoveAsync(writer, ct), ct)).ToArray();
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < toggling)
        {
            await EnableAsync(_toggles++ % 2 == 1, ct);
            // The random moment is the point here: nothing is waited for.
            await Task.Delay(ShortestPause + (PauseRange * _random.NextDouble()), ct);
        }
        _enough = true;
        await Task.WhenAll(writers);
        await EnableAsync(true, ct);
        var states = await SettleAsync(ct);
        return new ToggleReport
        {
            Moves = _moves,
            Toggles = _toggles,
            Expected = _moves * Automations,
            Deliveries = states,
            Received = receiver.Requests.Select(request => request.Header("webhook-id")).Distinct().Count(),
            Pending = await CountAsync("select 'pending' as state, count(*) as rows from executions where state = 'pending'", ct),
            Mended = (int)_server.Services.GetRequiredService<SweepMetrics>().Total,
        };
    }

    private async Task MoveAsync(int writer, CancellationToken ct)
    {
        for (var move = 0; !_enough; move++)
        {
            await _scene.MoveAliasAsync($"m{writer}", $"v{move % 2}", ct);
            Interlocked.Increment(ref _moves);
        }
    }

    // Slipway itself changes nothing of it here, so no other change is in the way.
    private Task EnableAsync(bool enabled, CancellationToken ct) =>
        _server.Admin.Webhooks.PatchAsync(_scene.Team, AliasScene.Webhook, new JsonObject { ["enabled"] = enabled }, ct);

    /// <summary>How the deliveries stand once all are done, or for a while not one more was: a loaded machine is slow and loses nothing.</summary>
    private async Task<IReadOnlyDictionary<string, int>> SettleAsync(CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        var delivered = 0;
        using var timer = new PeriodicTimer(LookAgain);
        while (true)
        {
            var states = await StatesAsync(ct);
            var waiting = await CountAsync("select 'waiting' as state, count(*) as rows from event_pending", ct);
            // Held and pending in the same look: nothing goes on by itself.
            var moving = states.Where(state => state.Key is not (DeliveryStates.Delivered or DeliveryStates.Held)).Sum(state => state.Value);
            if ((waiting == 0 && moving == 0) || patience.IsCancellationRequested)
            {
                return states;
            }
            if (states.GetValueOrDefault(DeliveryStates.Delivered) is var now && now > delivered)
            {
                delivered = now;
                patience.CancelAfter(Patience);
            }
            await timer.WaitForNextTickAsync(ct);
        }
    }

    private async Task<IReadOnlyDictionary<string, int>> StatesAsync(CancellationToken ct) =>
        (await _server.Database.ReadAsync(session => session.QueryAsync<StateCount>("select state, count(*) as rows from deliveries group by state"), ct))
        .ToDictionary(row => row.State, row => row.Rows);

    private async Task<int> CountAsync(string sql, CancellationToken ct) =>
        (await _server.Database.ReadAsync(session => session.FirstAsync<StateCount>(sql), ct))!.Rows;

    private sealed record StateCount
    {
        public required string State { get; init; }

        public required int Rows { get; init; }
    }
}

/// <summary>What came of a <see cref="ToggleRun"/>.</summary>
public sealed record ToggleReport
{
    /// <summary>Moves that were answered.</summary>
    public required int Moves { get; init; }

    /// <summary>How often the webhook was changed.</summary>
    public required int Toggles { get; init; }

    /// <summary>Deliveries that there must be, each delivered.</summary>
    public required int Expected { get; init; }

    /// <summary>How many there are, by state.</summary>
    public required IReadOnlyDictionary<string, int> Deliveries { get; init; }

    /// <summary>Different messages that arrived.</summary>
    public required int Received { get; init; }

    /// <summary>Executions that wait for something yet.</summary>
    public required int Pending { get; init; }

    /// <summary>What a sweep had to mend.</summary>
    public required int Mended { get; init; }

    /// <summary>Whether every delivery was made, without a sweep's help.</summary>
    public bool IsGood => Moves > 0 && Mended == 0 && Pending == 0 && Received == Expected
        && Deliveries.Count == 1 && Deliveries.GetValueOrDefault(DeliveryStates.Delivered) == Expected;

    public override string ToString() =>
        $"{Moves} moves, {Toggles} toggles: {Expected} deliveries expected, "
        + $"{string.Join(", ", Deliveries.OrderBy(state => state.Key).Select(state => $"{state.Value} {state.Key}"))}, "
        + $"{Received} received, {Pending} executions pending, {Mended} mended by a sweep";
}

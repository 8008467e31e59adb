using System.Collections.Concurrent;
using System.Net;
using Slipway.Api.Clients;
using Slipway.Api.Events;
using Slipway.Api.Http;
using Slipway.Api.Webhooks;
using Slipway.Testing.Scenes;

namespace Slipway.Testing.Chaos;

/// <summary>
/// Kills the real server (SIGKILL) at random moments while aliases move, and starts it again over the same data. A
/// receiver outside counts. Every move has an alias and version of its own, so that each event can be told apart, and is
/// sent again until it is answered: putting an alias where it is raises no second event.
/// </summary>
public sealed class ChaosRun
{
    private const int Writers = 4;
    private static readonly TimeSpan LongestLife = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);

    private readonly int _kills;
    private readonly Random _random;
    private readonly ConcurrentQueue<string> _moves = new();
    private readonly int _port = Ports.Free();
    private readonly string _adminKey = ServerProcess.NewAdminKey();
    private int _count;
    private int _brokenOff;
    private volatile bool _enough;
    private TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChaosRun(int kills, int seed)
    {
        _kills = kills;
        _random = new Random(seed);
    }

    /// <summary>Runs it on fresh data and reports.</summary>
    /// <param name="seed">Of the random moments; they also depend on the machine.</param>
    /// <param name="told">Called now and then with what is going on.</param>
    public static async Task<ChaosReport> ExecuteAsync(TestEngine engine, int kills, int seed, Action<string> told, CancellationToken ct)
    {
        using var data = new TemporaryFolder();
        await using var database = await FreshDatabase.CreateAsync(engine, []);
        await using var receiver = await Receiver.StartAsync();
        return await new ChaosRun(kills, seed).RunAsync(data.Path, database.Option, receiver, told, ct);
    }

    private async Task<ChaosReport> RunAsync(string data, string database, Receiver receiver, Action<string> told, CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var http = SlipwayClient.NewHttpClient();
        var admin = new SlipwayClient(http, new Uri($"http://127.0.0.1:{_port}"), _adminKey);
        string[] options = ["--database", database, "--egress-allow", receiver.HostAndPort];
        var server = await ServerProcess.StartAsync(data, _adminKey, options, _port, ct);
        try
        {
            var scene = await AliasScene.SetUpAsync(admin, receiver.Url, "^a[0-9]+$", ct);
            _up.SetResult();
            var writers = Enumerable.Range(0, Writers).Select(_ => Task.Run(() => WriteAsync(scene, ct), ct)).ToArray();
            for (var kill = 1; kill <= _kills; kill++)
            {
                // The random moment is the point here: nothing is waited for.
                await Task.Delay(LongestLife * _random.NextDouble(), ct);
                _up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await server.KillAsync();
                await server.DisposeAsync();
                server = await ServerProcess.StartAsync(data, _adminKey, options, _port, ct);
                _up.SetResult();
                if (kill % 10 == 0)
                {
                    told($"{kill} kills, {_moves.Count} moves, {receiver.Requests.Count} arrivals");
                }
            }
            _enough = true;
            await Task.WhenAll(writers);
            await ArriveAsync(receiver);
            var unfinished = await SettleAsync(scene, ct);
            return await ReportAsync(scene, receiver, unfinished, TimeProvider.System.GetElapsedTime(started), ct);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private async Task WriteAsync(AliasScene scene, CancellationToken ct)
    {
        while (!_enough)
        {
            var alias = $"a{Interlocked.Increment(ref _count)}";
            await MoveAsync(scene, alias, "v0", ct);
            await MoveAsync(scene, alias, "v1", ct);
        }
    }

    private async Task MoveAsync(AliasScene scene, string alias, string version, CancellationToken ct)
    {
        while (true)
        {
            var up = _up;
            await up.Task.WaitAsync(ct);
            try
            {
                await scene.MoveAliasAsync(alias, version, ct);
                _moves.Enqueue(IdentityOf(alias, version));
                return;
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException or SlipwayApiException { Status: >= HttpStatusCode.InternalServerError })
            {
                Interlocked.Increment(ref _brokenOff);
                await Task.WhenAny(up == _up ? Task.Delay(LookAgain, ct) : _up.Task);
            }
        }
    }

    private async Task ArriveAsync(Receiver receiver)
    {
        var moves = _moves.ToHashSet();
        try
        {
            // Counting is cheap and done often; the full look only when the number may be right.
            await receiver.WaitForAsync(
                requests => requests.Count >= moves.Count && moves.IsSubsetOf(requests.Select(IdentityOf)), $"{moves.Count} moves", Patience);
        }
        catch (TimeoutException)
        {
            // The report names what is missing.
        }
    }

    /// <summary>What the server does not call done, after it had time to.</summary>
    private static async Task<IReadOnlyList<string>> SettleAsync(AliasScene scene, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(LookAgain);
        while (true)
        {
            var unfinished = new List<string>();
            foreach (var state in (string[])[DeliveryStates.Pending, DeliveryStates.Delivering, DeliveryStates.Retrying, DeliveryStates.Failed, DeliveryStates.Held])
            {
                await foreach (var delivery in scene.Admin.Webhooks.ListDeliveriesAsync(scene.Team, null, null, state, 500, ct))
                {
                    unfinished.Add($"delivery {delivery.Id} is {delivery.State} {delivery.Reason}".TrimEnd());
                }
            }
            if (unfinished.Count == 0 || patience.IsCancellationRequested)
            {
                return unfinished;
            }
            await timer.WaitForNextTickAsync(ct);
        }
    }

    private async Task<ChaosReport> ReportAsync(
        AliasScene scene, Receiver receiver, IReadOnlyList<string> unfinished, TimeSpan took, CancellationToken ct)
    {
        var moves = _moves.ToArray();
        var events = await scene.Admin.Events.ListAsync(scene.Team, null, EventTypes.AddArtifactAlias, AliasScene.Model, 500, ct).ToListAsync(ct);
        var executions = await scene.Admin.Automations.ListExecutionsAsync(scene.Team, AliasScene.Automation, null, 500, ct).ToListAsync(ct);
        var arrivals = receiver.Requests.ToLookup(IdentityOf, request => request.Header("webhook-id"));
        var told = events.ToLookup(happened => IdentityOf(happened.Alias!, happened.Version!));
        return new ChaosReport
        {
            Kills = _kills,
            Moves = moves.Length,
            BrokenOff = _brokenOff,
            Arrivals = receiver.Requests.Count,
            Took = took,
            WrongEvents =
            [
                .. moves.Where(move => told[move].Count() != 1).Select(move => $"{move}: {told[move].Count()} events"),
                .. events.GroupBy(happened => happened.Number).Where(same => same.Count() > 1).Select(same => $"number {same.Key} was given {same.Count()} times"),
            ],
            LostDeliveries = [.. moves.Where(move => !arrivals.Contains(move))],
            SecondExecutions =
            [
                .. arrivals.Where(arrival => arrival.Distinct().Count() > 1).Select(arrival => $"{arrival.Key}: {arrival.Distinct().Count()} deliveries"),
                .. executions.GroupBy(execution => execution.Event).Where(same => same.Count() > 1).Select(same => $"event {same.Key}: {same.Count()} executions"),
            ],
            Unfinished =
            [
                .. unfinished,
                .. executions.Where(execution => execution.State != "finished").Select(execution => $"execution {execution.Id} is {execution.State}"),
                .. executions.Count == events.Count ? (string[])[] : [$"{events.Count} events have {executions.Count} executions"],
            ],
        };
    }

    private static string IdentityOf(string alias, string version) => $"{alias} on {version}";

    private static string IdentityOf(ReceivedRequest request) =>
        IdentityOf(request.Json.GetProperty("alias").GetString()!, $"v{request.Json.GetProperty("artifact_version_index").GetString()!.TrimStart('v')}");
}

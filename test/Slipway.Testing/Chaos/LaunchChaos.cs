using System.Net;
using Slipway.Api.Clients;
using Slipway.Api.Http;
using Slipway.Api.Queues;
using Slipway.Api.Texts;
using Slipway.Testing.Launch;

namespace Slipway.Testing.Chaos;

/// <summary>
/// Three real agents run items of two queues, one that retries what is lost and one that never does, while agents, servers
/// (two on PostgreSQL) and the database are killed and held for longer than a lease, in a random order.
/// </summary>
public sealed class LaunchChaos
{
    private const int Agents = 3;
    private const string Team = "chaos";
    private const string Job = "mark";
    private static readonly TimeSpan LongerThanALease = TimeSpan.FromSeconds(4.5);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly string[] Queues = [EnumWords.Of(LostPolicy.Retry), EnumWords.Of(LostPolicy.Fail)];
    private static readonly string[] RunOptions = ["--slots", "4", .. Queues.SelectMany(queue => new[] { "--queue", queue })];

    private readonly int _items;
    private readonly Random _random;
    private readonly string? _agentExecutable;
    private readonly Action<string> _told;
    private readonly string _adminKey = ServerProcess.NewAdminKey();
    private readonly TemporaryFolder _data = new();
    private readonly HttpClient _http = SlipwayClient.NewHttpClient();
    private readonly ServerProcess?[] _servers;
    private readonly int[] _ports;
    private volatile int _ended;

    private LaunchChaos(int items, int servers, int seed, string? agentExecutable, Action<string> told)
    {
        _items = items;
        _random = new Random(seed);
        _agentExecutable = agentExecutable;
        _told = told;
        _servers = new ServerProcess?[servers];
        _ports = [.. Enumerable.Range(0, servers).Select(_ => Ports.Free())];
    }

    private string Marks => _data["marks"];

    /// <summary>Runs it on fresh data and reports.</summary>
    /// <param name="seed">Of the random moments; they also depend on the machine.</param>
    /// <param name="agentExecutable">Null for the agent as it was built.</param>
    /// <param name="told">Called now and then with what is going on.</param>
    public static async Task<LaunchReport> ExecuteAsync(
        TestEngine engine, int items, int seed, string? agentExecutable, Action<string> told, CancellationToken ct)
    {
        await using var postgres = engine == TestEngine.Postgres ? await PrivatePostgres.StartAsync(durable: false) : null;
        var chaos = new LaunchChaos(items, postgres is null ? 1 : 2, seed, agentExecutable, told);
        try
        {
            return await chaos.RunAsync(postgres, ct);
        }
        finally
        {
            foreach (var server in chaos._servers.OfType<ServerProcess>())
            {
                await server.DisposeAsync();
            }
            chaos._http.Dispose();
            chaos._data.Dispose();
        }
    }

    private async Task<LaunchReport> RunAsync(PrivatePostgres? postgres, CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        var database = postgres?.UrlOf("postgres") ?? "sqlite:" + _data["slipway.db"];
        for (var i = 0; i < _servers.Length; i++)
        {
            await StartServerAsync(i, database, ct);
        }
        var scene = await SetUpAsync(ct);
        var agents = new List<AgentProcess>();
        try
        {
            var token = await scene.TokenAsync(ct);
            for (var i = 0; i < Agents; i++)
            {
                agents.Add(await AgentProcess.RegisterAsync(UrlOf(i % _ports.Length), token, $"agent-{i}", _agentExecutable, ct));
                await agents[i].StartAsync(RunOptions, ct);
            }
            var items = await EnqueueAsync(scene, ct);
            var blows = Blows(agents, postgres, database);
            var striking = blows.RunAsync(() => _ended >= _items * 0.9, ct);
            var watching = WatchAsync(scene, striking, ct);
            await Task.WhenAll(striking, watching);
            var report = await ReportAsync(scene, items, await watching, blows, TimeProvider.System.GetElapsedTime(started), ct);
            return report with { Wrong = [.. report.Wrong, .. agents.Where(agent => !agent.IsRunning).Select(agent => $"an agent ended by itself: {agent.Output}")] };
        }
        finally
        {
            foreach (var agent in agents)
            {
                await agent.DisposeAsync();
            }
        }
    }

    private async Task<LaunchScene> SetUpAsync(CancellationToken ct)
    {
        var scene = await LaunchScene.SetUpAsync(new SlipwayClient(_http, new Uri(UrlOf(0)), _adminKey), Team, ct);
        foreach (var policy in Queues)
        {
            await scene.AddQueueAsync(policy, ct, queue => queue with { LostPolicy = EnumWords.Find<LostPolicy>(policy)!.Value, MaxAttempts = 10, CancelGraceSeconds = 1 });
        }
        await scene.AddJobAsync(Job, JobMarks.Script, ct, Marks);
        return scene;
    }

    private async Task<IReadOnlyList<ItemResponse>> EnqueueAsync(LaunchScene scene, CancellationToken ct)
    {
        var items = new List<ItemResponse>();
        for (var i = 0; i < _items; i++)
        {
            items.Add(await scene.EnqueueAsync(Job, ct, Queues[i % 2], dedupeKey: $"item-{i}"));
        }
        return items;
    }

    private ChaosBlows Blows(IReadOnlyList<AgentProcess> agents, PrivatePostgres? postgres, string database)
    {
        var blows = new ChaosBlows(_random, LongerThanALease);
        foreach (var agent in agents)
        {
            blows.AddKill("agent", async _ =>
            {
                await agent.KillAsync();
                agent.Start(RunOptions);
            });
            blows.AddHold("agent", agent.PauseAsync, agent.ResumeAsync);
        }
        for (var i = 0; i < _servers.Length; i++)
        {
            var number = i;
            blows.AddKill("server", async ct =>
            {
                var dead = _servers[number]!;
                _servers[number] = null;
                await dead.KillAsync();
                await dead.DisposeAsync();
                await StartServerAsync(number, database, ct);
            });
            // To those who wait for it an embedded database that is held is a server that is.
            blows.AddHold(postgres is null ? "server and database" : "server", () => _servers[number]!.PauseAsync(), () => _servers[number]!.ResumeAsync());
        }
        if (postgres is not null)
        {
            blows.AddHold("database", postgres.PauseAsync, postgres.ResumeAsync);
        }
        return blows;
    }

    private async Task StartServerAsync(int number, string database, CancellationToken ct) =>
        _servers[number] = await ServerProcess.StartAsync(_data[$"server-{number}"], _adminKey,
            ["--database", database, "--storage", "file:" + _data["files"], "--launch-lease", "3s", "--launch-unknown-timeout", "30s"], _ports[number], ct);

    private string UrlOf(int server) => $"http://127.0.0.1:{_ports[server]}";

    /// <summary>Counts until all have ended, or nothing ends any more; returns all that are there.</summary>
    private async Task<IReadOnlyList<ItemResponse>> WatchAsync(LaunchScene scene, Task striking, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(LookAgain);
        var (since, told) = (TimeProvider.System.GetTimestamp(), 0);
        while (true)
        {
            await timer.WaitForNextTickAsync(ct);
            if (await ListAsync(scene, ct) is not { } items)
            {
                continue;
            }
            var ended = items.Count(item => item.EndedAt is not null);
            if (ended > _ended)
            {
                (_ended, since) = (ended, TimeProvider.System.GetTimestamp());
            }
            if (_ended - told >= _items / 5)
            {
                _told($"{_ended} of {_items} ended");
                told = _ended;
            }
            if (striking.IsCompleted && (_ended >= _items || TimeProvider.System.GetElapsedTime(since) > Patience))
            {
                return items;
            }
        }
    }

    /// <summary>All items; null while the server cannot be asked.</summary>
    private static async Task<IReadOnlyList<ItemResponse>?> ListAsync(LaunchScene scene, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        try
        {
            var items = new List<ItemResponse>();
            foreach (var queue in Queues)
            {
                items.AddRange(await scene.Admin.Queues.ListItemsAsync(Team, queue, null, 500, patience.Token).ToListAsync(patience.Token));
            }
            return items;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or SlipwayApiException { Status: >= HttpStatusCode.InternalServerError }
            || (failure is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
    }

    private async Task<LaunchReport> ReportAsync(
        LaunchScene scene, IReadOnlyList<ItemResponse> queued, IReadOnlyList<ItemResponse> found, ChaosBlows blows, TimeSpan took, CancellationToken ct)
    {
        var marks = await JobMarks.ReadAsync(Marks, ct);
        var attempts = marks.GroupBy(mark => (mark.Item, mark.Attempt)).ToDictionary(group => group.Key, group => group.ToList());
        var byItem = attempts.ToLookup(attempt => attempt.Key.Item, attempt => attempt.Value);
        var wrong = new List<string>();
        foreach (var item in found.Where(item => item.State == ItemStates.Succeeded))
        {
            var log = await scene.LogAsync(item.Run, ct);
            var ran = marks.Where(mark => mark.Item == item.Id && mark.What == "end").Select(mark => $"ran {mark.Nonce}").ToList();
            if (ran.Count == 0 || !log.Split('\n').Contains(ran[^1]))
            {
                wrong.Add($"item {item.Id} succeeded; it ended {ran.Count} times and its log is '{log}'");
            }
        }
        wrong.AddRange(found.Where(item => item.State == ItemStates.Failed).Select(item => $"item {item.Id} of {item.Queue} failed, which no job did: {item.ExitCode} {item.Reason}"));
        foreach (var item in found.Where(item => item.State == ItemStates.Lost))
        {
            var steps = (await scene.ItemAsync(item.Id, ct)).Timeline.Select(step => $"{step.At:mm:ss.fff} {step.To} {step.Actor} {step.Reason}");
            _told($"item {item.Id} of {item.Queue} is lost: {string.Join(" | ", steps)}");
        }
        return new LaunchReport
        {
            Items = _items,
            States = found.GroupBy(item => item.State).ToDictionary(group => group.Key, group => group.Count()),
            Blows = blows.Counts,
            Entered = marks.Count(mark => mark.What == "start"),
            RanToEnd = marks.Count(mark => mark.What == "end"),
            Took = took,
            Unfinished =
            [
                .. queued.Where(item => found.All(other => other.Id != item.Id)).Select(item => $"item {item.Id} is gone"),
                .. found.Where(item => item.EndedAt is null).Select(item => $"item {item.Id} of {item.Queue} is {item.State} {item.Reason}"),
            ],
            SecondEntries = [.. attempts.Where(attempt => attempt.Value.Select(mark => mark.Nonce).Distinct().Count() > 1).Select(attempt => attempt.Key.ToString())],
            Overlaps = [.. found.SelectMany(item => OverlapsOf(item, [.. byItem[item.Id].OrderBy(attempt => attempt[0].At)]))],
            Wrong = wrong,
        };
    }

    private static IEnumerable<string> OverlapsOf(ItemResponse item, IReadOnlyList<List<JobMark>> attempts)
    {
        if (item.Queue == EnumWords.Of(LostPolicy.Fail) && attempts.Count > 1)
        {
            yield return $"item {item.Id} of a queue that never repeats entered {attempts.Count} times";
        }
        for (var i = 1; i < attempts.Count; i++)
        {
            if (attempts[i].Min(mark => mark.At) < attempts[i - 1].Max(mark => mark.At))
            {
                yield return $"item {item.Id}: attempt {attempts[i][0].Attempt} began before attempt {attempts[i - 1][0].Attempt} had ended";
            }
        }
    }
}

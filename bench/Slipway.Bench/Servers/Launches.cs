using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Api.Clients;
using Slipway.Api.Queues;
using Slipway.Testing;
using Slipway.Testing.Launch;

namespace Slipway.Bench.Servers;

/// <summary>How soon a job is taken, prints, gives its place to the next and hears that it is cancelled; and what waiting costs.</summary>
internal static class Launches
{
    private const string Team = "bench";
    private const int Claims = 300;
    private const int Starts = 40;
    private const int InARow = 100;
    private const int Cancels = 40;

    /// <returns>1 when a goal is missed.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken ct)
    {
        var idleOnly = args.Contains("idle");
        args = [.. args.Where(arg => arg != "idle")];
        var executable = idleOnly ? null : await PublishedAgent.GetAsync(ct);
        Console.WriteLine($"{Environment.ProcessorCount} cores shared by server, database, agents and jobs; load {File.ReadAllText("/proc/loadavg").Trim()}");
        var engines = args is [var engine, ..] ? [Enum.Parse<TestEngine>(engine, ignoreCase: true)] : Enum.GetValues<TestEngine>();
        var good = true;
        foreach (var one in engines)
        {
            good &= await MeasureAsync(one, executable, ct);
        }
        return good ? 0 : 1;
    }

    /// <param name="executable">The published agent; null to measure only what waiting costs.</param>
    private static async Task<bool> MeasureAsync(TestEngine engine, string? executable, CancellationToken ct)
    {
        using var data = new TemporaryFolder();
        await using var postgres = engine == TestEngine.Postgres ? await PrivatePostgres.StartAsync(durable: true) : null;
        await using var server = await ServerProcess.StartAsync(data.Path, ServerProcess.NewAdminKey(),
            ["--database", postgres?.UrlOf("postgres") ?? "sqlite:" + data["slipway.db"]], port: null, ct);
        using var http = SlipwayClient.NewHttpClient();
        var scene = await LaunchScene.SetUpAsync(new SlipwayClient(http, new Uri(server.Url), server.AdminKey), Team, ct);
        await scene.AddQueueAsync("claims", ct);
        await scene.AddQueueAsync("idle", ct);
        await scene.AddJobAsync("print", "date +%s%N", ct);
        await scene.AddJobAsync("true", "true", ct);
        await scene.AddJobAsync("endless", "trap 'date +%s%N; exit 0' TERM; echo ready; while :; do sleep 0.01; done", ct);
        var token = await scene.TokenAsync(ct);

        var goals = new Goals(engine.ToString());
        if (executable is null)
        {
            await IdleAgents.MeasureAsync(http, server, token, goals, ct);
            return goals.AreMet;
        }
        await ClaimAsync(scene, http, server.Url, token, goals, ct);
        await using var agent = await AgentProcess.RegisterAsync(server.Url, token, "agent", executable, ct);
        await agent.StartAsync(["--queue", "cpu"], ct);
        await FirstOutputAsync(scene, goals, ct);
        await InARowAsync(scene, goals, ct);
        await CancelAsync(scene, goals, ct);
        await IdleAgents.MeasureAsync(http, server, token, goals, ct);
        return goals.AreMet;
    }

    /// <summary>From sending the item to an agent having it, with an agent that is nothing but a waiting claim.</summary>
    private static async Task ClaimAsync(LaunchScene scene, HttpClient http, string url, string token, Goals goals, CancellationToken ct)
    {
        using var agent = new ProtocolAgent(http, url) { Queues = ["claims"] };
        await agent.RegisterAsync(token, "waiting", ct);
        await agent.OpenAsync(ct);
        var times = new List<double>();
        for (var i = 0; i < Claims; i++)
        {
            var waiting = agent.ClaimAsync(ct, wait: 25_000);
            await Task.Delay(TimeSpan.FromMilliseconds(10 + (Random.Shared.NextDouble() * 40)), ct);
            var sent = TimeProvider.System.GetTimestamp();
            var enqueued = scene.EnqueueAsync("true", ct, "claims");
            var spec = (await waiting).Attempts.Single().Spec;
            times.Add(TimeProvider.System.GetElapsedTime(sent).TotalMilliseconds);
            await enqueued;
            await agent.StartAsync(spec);
            await agent.FinishAsync(spec, ct);
        }
        var taken = new Percentiles(times.Skip(Claims / 10));
        goals.Check("enqueue to claim, p50", taken.At(0.5), 20, "ms");
        goals.Check("enqueue to claim, p99", taken.At(0.99), 250, "ms");
    }

    /// <summary>From sending the item to the job printing what time it is.</summary>
    private static async Task FirstOutputAsync(LaunchScene scene, Goals goals, CancellationToken ct)
    {
        var times = new List<double>();
        for (var i = 0; i < Starts; i++)
        {
            var sent = TimeProvider.System.GetUtcNow();
            var item = await scene.EnqueueAsync("print", ct);
            await scene.StateAsync(item.Id, ct, ItemStates.Succeeded);
            times.Add(Since(sent, await scene.LogAsync(item.Run, ct)));
        }
        var printed = new Percentiles(times.Skip(Starts / 10));
        goals.Check("enqueue to first output, p50", printed.At(0.5), 150, "ms");
    }

    /// <summary>What a job of no length takes on one slot when more wait.</summary>
    private static async Task InARowAsync(LaunchScene scene, Goals goals, CancellationToken ct)
    {
        await scene.Admin.Queues.PatchAsync(Team, "cpu", new JsonObject { ["paused"] = true }, ct);
        var items = new List<ItemResponse>();
        for (var i = 0; i < InARow; i++)
        {
            items.Add(await scene.EnqueueAsync("true", ct));
        }
        await scene.Admin.Queues.PatchAsync(Team, "cpu", new JsonObject { ["paused"] = false }, ct);
        while ((await scene.ItemAsync(items[^1].Id, ct)).State != ItemStates.Succeeded)
        {
            // A few looks a second disturb little.
            await Task.Delay(250, ct);
        }
        var tries = new List<ItemAttemptResponse>();
        foreach (var item in items)
        {
            tries.Add((await scene.ItemAsync(item.Id, ct)).Tries[^1]);
        }
        goals.Check($"{InARow} jobs in a row on one slot, each", (tries[^1].EndedAt!.Value - tries[0].ClaimedAt).TotalMilliseconds / InARow, 100, "ms");
        goals.Tell("of which from claim to right to start, p50", Median(tries, one => one.StartedAt!.Value - one.ClaimedAt), "ms");
        goals.Tell("of which from there to the result, p50", Median(tries, one => one.EndedAt!.Value - one.StartedAt!.Value), "ms");
        goals.Tell("of which to the next claim, p50", Median(tries.Zip(tries.Skip(1)), pair => pair.Second.ClaimedAt - pair.First.EndedAt!.Value), "ms");
    }

    private static double Median<T>(IEnumerable<T> all, Func<T, TimeSpan> time) => new Percentiles(all.Select(one => time(one).TotalMilliseconds)).At(0.5);

    /// <summary>From sending the cancellation to the job hearing SIGTERM.</summary>
    private static async Task CancelAsync(LaunchScene scene, Goals goals, CancellationToken ct)
    {
        var times = new List<double>();
        for (var i = 0; i < Cancels; i++)
        {
            var item = await scene.EnqueueAsync("endless", ct);
            await Eventually.TrueAsync(async () => (await scene.LogAsync(item.Run, ct)).StartsWith("ready", StringComparison.Ordinal), "the job to begin", ct);
            var sent = TimeProvider.System.GetUtcNow();
            await scene.Admin.Queues.CancelAsync(Team, item.Id, ct);
            await scene.StateAsync(item.Id, ct, ItemStates.Cancelled);
            times.Add(Since(sent, (await scene.LogAsync(item.Run, ct)).TrimEnd().Split('\n')[^1]));
        }
        goals.Check("cancel to SIGTERM, p95", new Percentiles(times).At(0.95), 1_000, "ms");
    }

    /// <param name="nanoseconds">As <c>date +%s%N</c> prints them.</param>
    private static double Since(DateTimeOffset sent, string nanoseconds) =>
        (long.Parse(nanoseconds.Trim(), CultureInfo.InvariantCulture) / 1e6) - (sent - DateTimeOffset.UnixEpoch).TotalMilliseconds;
}

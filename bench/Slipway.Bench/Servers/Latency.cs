using System.Collections.Concurrent;
using System.Globalization;
using Slipway.Api.Clients;
using Slipway.Api.Events;
using Slipway.Testing;
using Slipway.Testing.Scenes;

namespace Slipway.Bench.Servers;

/// <summary>
/// How long from an alias move to the signed request at the receiver: the real server, commits synced to disk, moves sent at
/// a fixed rate whether or not the earlier ones are answered.
/// </summary>
internal static class Latency
{
    private const int DefaultRate = 100;
    private const int DefaultSeconds = 20;
    private const double Goal = 10;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    /// <returns>1 when something never arrived, or p50 from commit to arrival misses the goal.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken ct)
    {
        var rate = args is [var perSecond, ..] ? int.Parse(perSecond, CultureInfo.InvariantCulture) : DefaultRate;
        var seconds = args is [_, var length, ..] ? int.Parse(length, CultureInfo.InvariantCulture) : DefaultSeconds;
        Console.WriteLine($"{rate} alias moves/s for {seconds} s after {WarmUp.TotalSeconds} s of warm-up, {Environment.ProcessorCount} cores shared by server, database, sender and receiver");
        var good = true;
        foreach (var engine in Enum.GetValues<TestEngine>())
        {
            good &= await MeasureAsync(engine, rate, seconds, ct);
        }
        return good ? 0 : 1;
    }

    private static async Task<bool> MeasureAsync(TestEngine engine, int rate, int seconds, CancellationToken ct)
    {
        using var data = new TemporaryFolder();
        await using var postgres = engine == TestEngine.Postgres ? await PrivatePostgres.StartAsync(durable: true) : null;
        await using var receiver = await Receiver.StartAsync();
        var database = postgres?.UrlOf("postgres") ?? "sqlite:" + data["slipway.db"];
        await using var server = await ServerProcess.StartAsync(
            data.Path, ServerProcess.NewAdminKey(), ["--database", database, "--egress-allow", receiver.HostAndPort], port: null, ct);
        using var http = SlipwayClient.NewHttpClient();
        var scene = await AliasScene.SetUpAsync(new SlipwayClient(http, new Uri(server.Url), server.AdminKey), receiver.Url, "^a[0-9]+$", ct);

        var sent = await SendAsync(scene, rate, (int)(rate * (WarmUp.TotalSeconds + seconds)), ct);
        var arrived = (await receiver.WaitForAsync(sent.Count, TimeSpan.FromMinutes(2)))
            .GroupBy(request => request.Json.GetProperty("alias").GetString()!).ToDictionary(same => same.Key, same => same.Min(request => request.At));
        var committed = await scene.Admin.Events.ListAsync(scene.Team, null, EventTypes.AddArtifactAlias, null, 500, ct)
            .ToDictionaryAsync(happened => happened.Alias!, happened => happened.At, cancellationToken: ct);

        var measured = sent.Keys.Where(alias => Number(alias) > rate * WarmUp.TotalSeconds).ToArray();
        var fromSent = new Percentiles(measured.Select(alias => (arrived[alias] - sent[alias]).TotalMilliseconds));
        var fromCommit = new Percentiles(measured.Select(alias => (arrived[alias] - committed[alias]).TotalMilliseconds));
        Console.WriteLine($"{engine,-9} commit to arrival   {fromCommit}   ({fromCommit.Count} events)");
        Console.WriteLine($"{engine,-9} request to arrival  {fromSent}");
        if (fromCommit.At(0.5) < Goal)
        {
            return true;
        }
        Console.WriteLine($"{engine,-9} misses the goal: p50 under {Goal} ms from commit to arrival");
        return false;
    }

    /// <summary>Sends at the rate, without waiting for answers; returns when each was sent, by alias.</summary>
    private static async Task<ConcurrentDictionary<string, DateTimeOffset>> SendAsync(AliasScene scene, int rate, int count, CancellationToken ct)
    {
        var sent = new ConcurrentDictionary<string, DateTimeOffset>();
        var running = new List<Task>(count);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        var start = TimeProvider.System.GetTimestamp();
        for (var number = 1; number <= count;)
        {
            await timer.WaitForNextTickAsync(ct);
            for (var due = TimeProvider.System.GetElapsedTime(start).TotalSeconds * rate; number <= Math.Min(due, count); number++)
            {
                var alias = $"a{number}";
                sent[alias] = TimeProvider.System.GetUtcNow();
                running.Add(scene.MoveAliasAsync(alias, $"v{number % 2}", ct));
            }
        }
        await Task.WhenAll(running);
        return sent;
    }

    private static int Number(string alias) => int.Parse(alias.AsSpan(1), CultureInfo.InvariantCulture);
}

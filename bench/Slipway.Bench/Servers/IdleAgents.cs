using System.Globalization;
using Slipway.Testing;
using Slipway.Testing.Launch;

namespace Slipway.Bench.Servers;

/// <summary>What a thousand agents cost a server while they wait: their claims, which are all that an agent with nothing to do sends.</summary>
internal static class IdleAgents
{
    private const int Agents = 1_000;
    private const int RegisteredAtOnce = 16;
    private const int ClaimMilliseconds = 48_000;
    // Each has asked once by then: what is compiled only once is not what waiting costs.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(60);

    public static async Task MeasureAsync(HttpClient http, ServerProcess server, string token, Goals goals, CancellationToken ct)
    {
        var agents = Enumerable.Range(0, Agents).Select(_ => new ProtocolAgent(http, server.Url) { Queues = ["idle"] }).ToArray();
        await Parallel.ForAsync(0, Agents, new ParallelOptions { MaxDegreeOfParallelism = RegisteredAtOnce, CancellationToken = ct }, async (i, stop) =>
        {
            await agents[i].RegisterAsync(token, $"idle-{i}", stop);
            await agents[i].OpenAsync(stop);
        });
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var waiting = agents.Select(agent => WaitAsync(agent, enough.Token)).ToArray();
        await Task.Delay(Settling, ct);
        var before = await ProcessorTimeAsync(server);
        var since = TimeProvider.System.GetTimestamp();
        await Task.Delay(Measured, ct);
        var used = await ProcessorTimeAsync(server) - before;
        goals.Check($"server with {Agents} waiting agents, of a core", 100 * used / TimeProvider.System.GetElapsedTime(since), 5, "%");
        await enough.CancelAsync();
        await Task.WhenAll(waiting);
        foreach (var agent in agents)
        {
            agent.Dispose();
        }
    }

    private static async Task WaitAsync(ProtocolAgent agent, CancellationToken ct)
    {
        // Not in step, as agents that were started at different times are not either.
        await QuietlyAsync(() => agent.ClaimAsync(ct, wait: Random.Shared.Next(ClaimMilliseconds)), ct);
        while (!ct.IsCancellationRequested)
        {
            await QuietlyAsync(() => agent.ClaimAsync(ct, wait: ClaimMilliseconds), ct);
        }
    }

    private static async Task QuietlyAsync(Func<Task> act, CancellationToken ct)
    {
        try
        {
            await act();
        }
        catch (Exception) when (ct.IsCancellationRequested)
        {
            // Enough was measured.
        }
    }

    /// <summary>What the process has used so far, in user and kernel mode.</summary>
    private static async Task<TimeSpan> ProcessorTimeAsync(ServerProcess server)
    {
        const double ticksPerSecond = 100;
        var stat = await File.ReadAllTextAsync($"/proc/{await server.ProcessId}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / ticksPerSecond);
    }
}

using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Slipway.Access.Quotas;
using Slipway.Api;
using Slipway.Api.Agents;
using Slipway.Launch.Agents;
using Slipway.Launch.Attempts;
using Slipway.Launch.Queues;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Launch.Claims;

/// <summary>The long poll of an agent: gives it items of all its queues, or waits until there are some, or a command.</summary>
internal sealed class AgentClaims(
    Database database, ClaimWriter writer, ClaimBoard board, ToldCommands told, AgentSightings sightings, OpenStreams streams, WakeSignal signal, TimeProvider time,
    IHostApplicationLifetime life)
{
    public const int MaxQueues = 64;
    private const int MaxRunners = 64;
    public const int MaxSlots = 1_000;
    private const int MaxWait = 50_000;

    /// <summary>Claims that one agent may let wait at once: its own, and those that it gave up and that do not know it yet.</summary>
    public const int MaxOpen = 16;

    /// <summary>Claims; asked again with the same request id it answers the same claims. <c>invalid</c>, <c>too_many_open</c>.</summary>
    public Task<Outcome<ClaimsResponse>> ClaimAsync(AgentCaller agent, ClaimRequest request, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            Refuse.If(Check(request));
            using var mine = streams.Open($"agent {agent.Id.Value}", MaxOpen, "claims of this agent", null).Value;
            sightings.Saw(agent.Id);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct, life.ApplicationStopping);
            var begun = time.GetTimestamp();
            var labels = JsonSerializer.Deserialize<HashSet<string>>(agent.Labels)!;
            var runners = RunnersOf(agent, request);
            for (var isFirst = true; ; isFirst = false)
            {
                // Before looking: what comes between the look and the wait is not missed.
                var commanded = signal.NextWake(LaunchTopics.OfAgent(agent.Id.Value));
                var queued = signal.NextWake(LaunchTopics.Queued);
                var rows = await LookAsync(agent, request, ct);
                var queues = rows.Where(row => row.Kind == "queue").ToArray();
                var cancel = Cancelled(rows);
                if (isFirst && rows.Any(row => row.IsRepeated) && await writer.RepeatedAsync(agent, request.RequestId, ct) is { Count: > 0 } repeated)
                {
                    told.IsNews(agent, cancel);
                    return new ClaimsResponse { Attempts = repeated, Commands = Commands(agent, cancel) };
                }
                var waiting = new WaitingAgent
                {
                    Team = agent.TeamId,
                    // By name: one that is made while this waits is served as well.
                    Queues = request.Queues.Where(agent.AllowedQueues.Permits).ToHashSet(StringComparer.Ordinal),
                    Labels = labels,
                    Runners = runners,
                };
                var claims = request.Slots > 0 && agent is { Draining: false, StopRequested: false };
                if (claims)
                {
                    board.Add(waiting);
                }
                // Added only now, so the board may have passed it over.
                var mayHaveMissed = claims && queued.IsCompleted;
                try
                {
                    var granted = claims && queues.Any(queue => queue.Waiting)
                        ? await writer.ClaimAsync(agent, request, ct)
                        : [];
                    var left = TimeSpan.FromMilliseconds(request.WaitMilliseconds) - time.GetElapsedTime(begun);
                    if (told.IsNews(agent, cancel) || granted.Count > 0 || left <= TimeSpan.Zero || ending.IsCancellationRequested)
                    {
                        return new ClaimsResponse { Attempts = granted, Commands = Commands(agent, cancel) };
                    }
                    if (!mayHaveMissed)
                    {
                        await WaitAsync(waiting.Woken, commanded, left, ending.Token);
                    }
                }
                finally
                {
                    board.Remove(waiting);
                }
                ct.ThrowIfCancellationRequested();
                if (commanded.IsCompleted)
                {
                    if (await RefreshAsync(agent, ct) is not { } refreshed)
                    {
                        throw new RefusedException(AgentGate.Ended(agent.Name, null));
                    }
                    agent = refreshed;
                }
                else if (!mayHaveMissed && !waiting.Woken.IsCompleted)
                {
                    // Nobody had anything for it; asking the database once more would cost what waiting saved.
                    return new ClaimsResponse { Attempts = [], Commands = Commands(agent, []) };
                }
            }
        });

    /// <summary>What the agent can start things on now.</summary>
    public static IReadOnlySet<string> RunnersOf(AgentCaller agent, ClaimRequest request)
    {
        var runners = JsonSerializer.Deserialize<HashSet<string>>(agent.Runners)!;
        runners.IntersectWith(request.Runners ?? [.. runners]);
        return runners;
    }

    /// <summary>What the server wants of the agent besides.</summary>
    public static AgentCommandsBody Commands(AgentCaller agent, IReadOnlyList<AttemptId> cancel) => new()
    {
        Cancel = [.. cancel.Select(id => id.ToString())],
        Drain = agent.Draining,
        Stop = agent.StopRequested,
    };

    /// <summary>The attempts of the agent that are to be ended.</summary>
    public async Task<IReadOnlyList<AttemptId>> CancelsAsync(AgentCaller agent, CancellationToken ct) =>
        Cancelled(await database.ReadAsync(session => session.QueryAsync<LookRow>(ClaimSql.Held, new { agent = agent.Id, request = "" }), ct));

    private static AttemptId[] Cancelled(IEnumerable<LookRow> rows) => [.. rows.Where(row => row.IsCancelled).Select(row => new AttemptId(row.Id))];

    private Task<IReadOnlyList<LookRow>> LookAsync(AgentCaller agent, ClaimRequest request, CancellationToken ct)
    {
        string[] names = request.Slots == 0 ? [] : [.. request.Queues.Where(agent.AllowedQueues.Permits)];
        return database.ReadAsync(session => session.QueryAsync<LookRow>(names.Length == 0 ? ClaimSql.Held : ClaimSql.Look, new
        {
            team = agent.TeamId,
            names,
            runners = RunnersOf(agent, request).ToArray(),
            agent = agent.Id,
            request = AgentSecrets.Hash(request.RequestId),
        }), ct);
    }

    private static Refusal? Check(ClaimRequest request) =>
        request.RequestId.Length is < 32 or > 128 ? Refusal.OfField(ErrorCodes.Invalid, "requestId", "requestId is random and has 32 to 128 characters.")
        : request.Queues.Count > MaxQueues || !request.Queues.All(AgentText.IsStorable) ? Refusal.OfField(ErrorCodes.Invalid, "queues", $"At most {MaxQueues} queues, by their names.")
        : request.Runners is { Count: > MaxRunners } ? Refusal.OfField(ErrorCodes.Invalid, "runners", $"At most {MaxRunners} runners.")
        : request.Slots is < 0 or > MaxSlots ? Refusal.OfField(ErrorCodes.Invalid, "slots", $"slots is 0 to {MaxSlots}.")
        : request.WaitMilliseconds is < 0 or > MaxWait ? Refusal.OfField(ErrorCodes.Invalid, "waitMilliseconds", $"waitMilliseconds is 0 to {MaxWait}.")
        : null;

    /// <summary>Null when there is no such agent any more.</summary>
    private async Task<AgentCaller?> RefreshAsync(AgentCaller agent, CancellationToken ct)
    {
        var flags = await database.ReadAsync(session => session.FirstAsync<Flags>(ClaimSql.Commands, new { agent = agent.Id }), ct);
        return flags is null
            ? null
            : agent with { Draining = flags.Draining, StopRequested = flags.StopRequested, AllowedQueues = AllowedQueues.Parse(flags.Allowed) };
    }

    private async Task WaitAsync(Task woken, Task commanded, TimeSpan left, CancellationToken ct)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(woken, commanded, Task.Delay(left, time, waiting.Token));
        await waiting.CancelAsync();
    }

    private sealed record LookRow
    {
        public required string Kind { get; init; }
        public long Id { get; init; }
        public bool Waiting { get; init; }
        public bool IsCancelled { get; init; }
        public bool IsRepeated { get; init; }
    }

    private sealed record Flags
    {
        public bool Draining { get; init; }
        public bool StopRequested { get; init; }
        public string? Allowed { get; init; }
    }
}

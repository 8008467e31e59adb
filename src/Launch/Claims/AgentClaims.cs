using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Slipway.Api;
using Slipway.Api.Agents;
using Slipway.Launch.Agents;
using Slipway.Launch.Attempts;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Launch.Claims;

/// <summary>The long poll of an agent: gives it items of all its queues, or waits until there are some, or a command.</summary>
internal sealed class AgentClaims(
    Database database, ClaimWriter writer, ClaimBoard board, ToldCommands told, AgentSightings sightings, WakeSignal signal, TimeProvider time,
    IHostApplicationLifetime life)
{
    private const int MaxQueues = 64;
    private const int MaxSlots = 1_000;
    private const int MaxWait = 25_000;

    /// <summary>Claims; asked again with the same request id it answers the same claims. <c>invalid</c>.</summary>
    public async Task<Outcome<ClaimsResponse>> ClaimAsync(AgentCaller agent, ClaimRequest request, CancellationToken ct)
    {
        if (Check(request) is { } wrong)
        {
            return wrong;
        }
        sightings.Saw(agent.Id);
        var repeated = await writer.RepeatedAsync(agent, request.RequestId, ct);
        if (repeated.Count > 0)
        {
            return await AnswerAsync(agent, repeated, ct);
        }
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct, life.ApplicationStopping);
        var begun = time.GetTimestamp();
        var labels = JsonSerializer.Deserialize<HashSet<string>>(agent.Labels)!;
        while (true)
        {
            var commanded = signal.NextWake(LaunchTopics.OfAgent(agent.Id.Value));
            var waiting = new WaitingAgent(agent.Id, await QueuesAsync(agent, request, ct), labels);
            var claims = request.Slots > 0 && !agent.Draining;
            if (claims)
            {
                // Before looking: what comes between the look and the wait wakes it.
                board.Add(waiting);
            }
            try
            {
                var granted = claims ? await writer.ClaimAsync(agent, request, waiting.Queues, ct) : [];
                var left = TimeSpan.FromMilliseconds(request.WaitMilliseconds) - time.GetElapsedTime(begun);
                var cancel = await CancelsAsync(agent, ct);
                if (told.IsNews(agent, cancel) || granted.Count > 0 || left <= TimeSpan.Zero || ending.IsCancellationRequested)
                {
                    return new ClaimsResponse { Attempts = granted, Commands = Commands(agent, cancel) };
                }
                await WaitAsync(waiting.Woken, commanded, left, ending.Token);
            }
            finally
            {
                board.Remove(waiting);
            }
            ct.ThrowIfCancellationRequested();
            if (commanded.IsCompleted)
            {
                agent = await RefreshAsync(agent, ct);
            }
            else if (!waiting.Woken.IsCompleted)
            {
                // Nobody had anything for it; asking the database once more would cost what waiting saved.
                return new ClaimsResponse { Attempts = [], Commands = Commands(agent, []) };
            }
        }
    }

    /// <summary>What the server wants of the agent besides.</summary>
    public static AgentCommandsBody Commands(AgentCaller agent, IReadOnlyList<AttemptId> cancel) => new()
    {
        Cancel = [.. cancel.Select(id => id.ToString())],
        Drain = agent.Draining,
        Stop = agent.StopRequested,
    };

    /// <summary>The attempts of the agent that are to be ended.</summary>
    public Task<IReadOnlyList<AttemptId>> CancelsAsync(AgentCaller agent, CancellationToken ct) =>
        database.ReadAsync(session => session.QueryAsync<AttemptId>(ClaimSql.Cancels, new { agent = agent.Id }), ct);

    private static Refusal? Check(ClaimRequest request) =>
        request.RequestId.Length is < 32 or > 128 ? Refusal.OfField(ErrorCodes.Invalid, "requestId", "requestId is random and has 32 to 128 characters.")
        : request.Queues.Count > MaxQueues || !request.Queues.All(AgentText.IsStorable) ? Refusal.OfField(ErrorCodes.Invalid, "queues", $"At most {MaxQueues} queues, by their names.")
        : request.Slots is < 0 or > MaxSlots ? Refusal.OfField(ErrorCodes.Invalid, "slots", $"slots is 0 to {MaxSlots}.")
        : request.WaitMilliseconds is < 0 or > MaxWait ? Refusal.OfField(ErrorCodes.Invalid, "waitMilliseconds", $"waitMilliseconds is 0 to {MaxWait}.")
        : null;

    private async Task<Outcome<ClaimsResponse>> AnswerAsync(AgentCaller agent, IReadOnlyList<AttemptGrantBody> granted, CancellationToken ct)
    {
        var cancel = await CancelsAsync(agent, ct);
        told.IsNews(agent, cancel);
        return new ClaimsResponse { Attempts = granted, Commands = Commands(agent, cancel) };
    }

    private async Task<IReadOnlySet<long>> QueuesAsync(AgentCaller agent, ClaimRequest request, CancellationToken ct) =>
        request.Queues.Count == 0 || request.Slots == 0
            ? new HashSet<long>()
            : (await database.ReadAsync(session => session.QueryAsync<long>(
                "select id from queues where team_id = @team and name in @names", new { team = agent.TeamId, names = request.Queues }), ct)).ToHashSet();

    private async Task<AgentCaller> RefreshAsync(AgentCaller agent, CancellationToken ct)
    {
        var flags = await database.ReadAsync(session => session.FirstAsync<Flags>(ClaimSql.Commands, new { agent = agent.Id }), ct);
        return flags is null ? agent : agent with { Draining = flags.Draining, StopRequested = flags.StopRequested };
    }

    private async Task WaitAsync(Task woken, Task commanded, TimeSpan left, CancellationToken ct)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(woken, commanded, Task.Delay(left, time, waiting.Token));
        await waiting.CancelAsync();
    }

    private sealed record Flags
    {
        public bool Draining { get; init; }
        public bool StopRequested { get; init; }
    }
}

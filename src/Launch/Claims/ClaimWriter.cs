using System.Text.Json;
using Slipway.Access;
using Slipway.Access.Keys;
using Slipway.Api;
using Slipway.Api.Agents;
using Slipway.Api.Queues;
using Slipway.Api.Texts;
using Slipway.Launch.Agents;
using Slipway.Launch.Attempts;
using Slipway.Launch.Items;
using Slipway.Launch.Queues;
using Slipway.Rest;
using Slipway.Storage;
using Slipway.Storage.Units;

namespace Slipway.Launch.Claims;

/// <summary>Takes items off their queues: each gets an attempt with a fence, a lease and a key of its own, in one transaction.</summary>
internal sealed class ClaimWriter(
    Database database, ClaimTaking taking, ItemEnding ending, LaunchMetrics metrics, LaunchOptions options, UnitIsolation isolation)
{
    private readonly IsolatedUnits _items = isolation.For(nameof(ClaimWriter));

    /// <summary>Claims made by the same request before, whose answer may have been lost.</summary>
    public async Task<IReadOnlyList<AttemptGrantBody>> RepeatedAsync(AgentCaller agent, string requestId, CancellationToken ct)
    {
        var rows = await database.ReadAsync(session => session.QueryAsync<RepeatedRow>(ClaimSql.Repeated,
            new { agent = agent.Id, request = AgentSecrets.Hash(requestId) }), ct);
        return
        [
            .. rows.Where(row => row.LeaseLeft > 0).Select(row =>
                Grant(row.Spec, row.Id, row.Number, requestId, row.LostPolicy, TimeSpan.FromMicroseconds(row.LeaseLeft))),
        ];
    }

    /// <summary>
    /// Claims what waits, as much as the request has room for. <c>unauthorized</c> or <c>session_replaced</c> when the agent
    /// lost its right while it waited.
    /// </summary>
    public async Task<IReadOnlyList<AttemptGrantBody>> ClaimAsync(AgentCaller agent, ClaimRequest request, CancellationToken ct)
    {
        var taken = new List<Item>();
        try
        {
            return await database.WriteAsync(tx => ClaimAsync(tx, agent, request, request.Slots, _items.Resting, taken), ct);
        }
        catch (Exception failure) when (failure is not RefusedException && taken.Count > 0 && !ct.IsCancellationRequested && !database.IsAway(failure))
        {
            // One of them is to blame; which, is seen when each is claimed alone.
        }
        var granted = new List<AttemptGrantBody>();
        Refusal? refused = null;
        await _items.EachAsync([.. taken], item => new WorkUnit(item.Id.Value, item.TeamId.Value, $"item {item.Id}", item.Depth), async (item, stop) =>
        {
            long[] others = [.. _items.Resting, .. taken.Select(other => other.Id.Value).Where(other => other != item.Id.Value)];
            var one = await database.ChangeAsync(tx => ClaimAsync(tx, agent, request, 1, others, []), stop);
            refused = one.Refusal ?? refused;
            granted.AddRange(one.Refusal is null ? one.Value : []);
        }, ct, (tx, item, failure) => FailAsync(tx, item, failure.Reason));
        Refuse.If(granted.Count == 0 ? refused : null);
        return granted;
    }

    /// <param name="taken">Filled with what was taken, for whoever has to know it after a failure.</param>
    private async Task<IReadOnlyList<AttemptGrantBody>> ClaimAsync(
        DatabaseTransaction tx, AgentCaller agent, ClaimRequest request, int slots, IReadOnlyList<long> except, List<Item> taken)
    {
        taken.Clear();
        var now = await tx.FirstAsync<AgentNow>(ClaimSql.LockAgent, new { agent = agent.Id, session = agent.SessionId });
        if (now is not { EndedReason: null })
        {
            throw new RefusedException(AgentGate.Ended(agent.Name, now?.EndedReason));
        }
        if (now.IsLeaving)
        {
            return [];
        }
        var items = await taking.TakeAsync(tx, agent, request, AllowedQueues.Parse(now.Allowed), slots, except);
        taken.AddRange(items.Select(one => one.Item));
        var grants = new List<AttemptGrantBody>();
        foreach (var (item, queue) in items)
        {
            // The queue's rules may have changed since it was queued, and whatever wrote the row is not trusted.
            if (TryRefuse(item, queue) is { } refusal)
            {
                await FailAsync(tx, item, $"{refusal.Code}: {refusal.Detail}");
                continue;
            }
            grants.Add(await GrantAsync(tx, agent, request.RequestId, item, queue));
        }
        return grants;
    }

    // One that cannot be read would be met first at each claim, for ever.
    private static Refusal? TryRefuse(Item item, ClaimQueue queue)
    {
        try
        {
            _ = JsonSerializer.Deserialize<HashSet<long>>(item.Inputs);
            return ResourceRules.Check(
                EnumWords.Find<QueueResource>(queue.Resource)!.Value, SpecOf(item.Spec).ResourceArgs, JsonSerializer.Deserialize<string[]>(queue.AllowedArguments)!);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or ArgumentException)
        {
            return new Refusal(ErrorCodes.InternalError, $"The item cannot be read any more: {unreadable.Message}");
        }
    }

    private async Task FailAsync(DatabaseTransaction tx, Item item, string reason)
    {
        if (await tx.ExecuteAsync(ClaimSql.Fail, new { id = item.Id, reason }) == 0)
        {
            return;
        }
        await ItemTimeline.AppendAsync(tx, item.Id, null, ItemState.Queued, ItemState.Failed, "slipway", reason);
        await ending.EndAsync(tx, item, ItemState.Failed, reason);
    }

    private static AttemptSpecBody SpecOf(string spec) => JsonSerializer.Deserialize(spec, ApiJson.Default.AttemptSpecBody)!;

    private async Task<AttemptGrantBody> GrantAsync(DatabaseTransaction tx, AgentCaller agent, string requestId, Item item, ClaimQueue queue)
    {
        var id = await tx.ScalarAsync<long>(AttemptSql.Insert, new
        {
            item = item.Id,
            queue = item.QueueId,
            agent = agent.Id,
            request = AgentSecrets.Hash(requestId),
            lease = InstantText.ToMicroseconds(options.Lease),
            startTimeout = queue.StartTimeout,
        });
        var limits = new ActorLimits
        {
            TeamId = item.TeamId,
            ProjectId = item.ProjectId,
            Run = item.RunId.Value,
            ArtifactVersions = JsonSerializer.Deserialize<HashSet<long>>(item.Inputs)!,
        };
        var key = await JobKeys.AdmitAsync(tx, AgentSecrets.JobKey(requestId, id), item.CreatedBy, limits, item.Depth);
        var number = await tx.ScalarAsync<int>(AttemptSql.SetKey, new { id, key });
        await tx.ExecuteAsync(AttemptSql.Claimed, new { item = item.Id, attempt = id, agent = agent.Name });
        await ItemTimeline.AppendAsync(tx, item.Id, number, ItemState.Queued, ItemState.Claimed, agent.Name, null);
        tx.OnCommit(() => metrics.Claimed());
        return Grant(item.Spec, id, number, requestId, queue.LostPolicy, options.Lease);
    }

    private static AttemptGrantBody Grant(string spec, long id, int number, string requestId, LostPolicy policy, TimeSpan lease) => new()
    {
        LeaseMilliseconds = (int)lease.TotalMilliseconds,
        Spec = SpecOf(spec) with
        {
            Id = new AttemptId(id).ToString(),
            Attempt = number,
            Fence = id,
            JobKey = AgentSecrets.JobKey(requestId, id),
            KillAtLeaseEnd = policy == LostPolicy.Retry,
        },
    };

    private sealed record AgentNow
    {
        public string? Allowed { get; init; }
        public bool IsLeaving { get; init; }
        public string? EndedReason { get; init; }
    }

    private sealed record RepeatedRow
    {
        public long Id { get; init; }
        public int Number { get; init; }
        public long LeaseLeft { get; init; }
        public required string Spec { get; init; }
        public LostPolicy LostPolicy { get; init; }
    }
}

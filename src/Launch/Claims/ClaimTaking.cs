using System.Text.Json;
using Slipway.Api.Agents;
using Slipway.Api.Queues;
using Slipway.Launch.Agents;
using Slipway.Launch.Items;
using Slipway.Launch.Queues;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Launch.Claims;

/// <summary>
/// Which items a claim takes: of all the agent's queues the most urgent, and among equals the oldest, as far as the queues'
/// limits have room.
/// </summary>
internal sealed class ClaimTaking(QueueTurns turns)
{
    /// <summary>Bytes of the specs of all items that one claim is given.</summary>
    public const int MaxBytes = 8 << 20;

    /// <summary>
    /// Takes items with their texts, locked until the transaction ends. Where the texts are large the rest is left to the
    /// next claim.
    /// </summary>
    /// <param name="allowed">What the agent may serve now.</param>
    /// <param name="slots">How many at most.</param>
    /// <param name="except">Items to pass over.</param>
    public async Task<IReadOnlyList<(Item Item, ClaimQueue Queue)>> TakeAsync(
        DatabaseTransaction tx, AgentCaller agent, ClaimRequest request, AllowedQueues allowed, int slots, IReadOnlyList<long> except)
    {
        string[] names = [.. request.Queues.Where(allowed.Permits)];
        var labels = JsonSerializer.Deserialize<HashSet<string>>(agent.Labels)!;
        var runners = AgentClaims.RunnersOf(agent, request);
        var queues = (names.Length == 0 ? [] : await tx.QueryAsync<ClaimQueue>(ClaimSql.Queues, new { team = agent.TeamId, names }))
            .Where(queue => runners.Contains(queue.Resource) && Fits(queue, labels))
            .ToDictionary(queue => queue.Id);
        if (queues.Count == 0)
        {
            return [];
        }
        var room = await RoomAsync(tx, queues);
        long[] open = [.. queues.Keys.Where(id => room[id] > 0 && queues[id].MaxConcurrency is null)];
        long[] limited = [.. queues.Keys.Where(id => room[id] > 0 && queues[id].MaxConcurrency is not null)];
        var taken = new Taken(except);
        foreach (var id in turns.Overdue([.. open, .. limited]).Take(slots))
        {
            await AddAsync(tx, taken, [id], 1);
        }
        if (limited.Length == 0)
        {
            await AddAsync(tx, taken, open, slots - taken.Items.Count);
        }
        else
        {
            await AddMostUrgentAsync(tx, taken, open, limited, room, slots);
        }
        var isFull = taken.Items.Count >= slots;
        var fitting = Page.Fitting(taken.Items.Select(item => item.SpecBytes), MaxBytes);
        isFull |= fitting < taken.Items.Count;
        taken.Items.RemoveRange(fitting, taken.Items.Count - fitting);
        await NoteAsync(tx, taken.Items, [.. open, .. limited], room, isFull);
        return [.. (await WithTextsAsync(tx, taken.Items)).Select(item => (item, queues[item.QueueId.Value]))];
    }

    private static async Task<IEnumerable<Item>> WithTextsAsync(DatabaseTransaction tx, List<Item> items)
    {
        if (items.Count == 0)
        {
            return [];
        }
        long[] ids = [.. items.Select(item => item.Id.Value)];
        var texts = (await tx.QueryAsync<ItemTexts>(ClaimSql.Texts, new { ids })).ToDictionary(row => row.Id);
        return items.Select(item => item with { Spec = texts[item.Id.Value].Spec, Inputs = texts[item.Id.Value].Inputs });
    }

    // One that cannot be read keeps no other from being served; the board tells of it.
    private static bool Fits(ClaimQueue queue, HashSet<string> labels)
    {
        try
        {
            return labels.IsSupersetOf(JsonSerializer.Deserialize<string[]>(queue.Labels)!);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>How many more each queue may have at once. The limits hold against claims that come at once: locked, they come one after the other.</summary>
    private static async Task<Dictionary<long, int>> RoomAsync(DatabaseTransaction tx, Dictionary<long, ClaimQueue> queues)
    {
        long[] limited = [.. queues.Values.Where(queue => queue.MaxConcurrency is not null).Select(queue => queue.Id)];
        var room = queues.Keys.Except(limited).ToDictionary(id => id, _ => int.MaxValue);
        if (limited.Length > 0)
        {
            var locked = (await tx.QueryAsync<LockedQueue>(ClaimSql.LockLimited, new { queues = limited })).ToDictionary(queue => queue.Id);
            var active = (await tx.QueryAsync<ActiveRow>(ClaimSql.Active, new { queues = limited })).ToDictionary(row => row.Id, row => row.Active);
            foreach (var id in limited)
            {
                room[id] = locked.GetValueOrDefault(id) is not { Paused: false } queue ? 0
                    : queue.MaxConcurrency is { } most ? most - active.GetValueOrDefault(id)
                    : int.MaxValue;
            }
        }
        return room;
    }

    /// <summary>
    /// Looks at the heads of all queues to see how many of each kind are among the most urgent, and takes so many: those that
    /// another claim takes at this moment are passed over, as ever.
    /// </summary>
    private static async Task AddMostUrgentAsync(
        DatabaseTransaction tx, Taken taken, long[] open, long[] limited, Dictionary<long, int> room, int slots)
    {
        var left = slots - taken.Items.Count;
        if (left <= 0)
        {
            return;
        }
        var heads = new List<Head>();
        if (open.Length > 0)
        {
            heads.AddRange(await HeadsAsync(tx, taken, open, left));
        }
        foreach (var id in limited)
        {
            heads.AddRange(await HeadsAsync(tx, taken, [id], Math.Min(left, room[id] - taken.Items.Count(item => item.QueueId.Value == id))));
        }
        Head[] urgent = [.. heads.OrderBy(head => head.Priority).ThenBy(head => head.Id).Take(left)];
        await AddAsync(tx, taken, open, urgent.Count(head => open.Contains(head.QueueId)));
        foreach (var id in limited)
        {
            await AddAsync(tx, taken, [id], urgent.Count(head => head.QueueId == id));
        }
    }

    private static async Task AddAsync(DatabaseTransaction tx, Taken taken, long[] queues, int atMost)
    {
        if (atMost > 0 && queues.Length > 0)
        {
            taken.Items.AddRange(await tx.QueryAsync<Item>(ClaimSql.Take, new { queues, atMost, except = taken.Except }));
        }
    }

    private static Task<IReadOnlyList<Head>> HeadsAsync(DatabaseTransaction tx, Taken taken, long[] queues, int atMost) =>
        atMost <= 0
            ? Task.FromResult<IReadOnlyList<Head>>([])
            : tx.QueryAsync<Head>(ClaimSql.Heads, new { queues, atMost, except = taken.Except });

    private async Task NoteAsync(DatabaseTransaction tx, List<Item> taken, long[] queues, Dictionary<long, int> room, bool isFull)
    {
        if (queues.Length < 2)
        {
            // Nobody to be passed over for.
            turns.Claimed(queues, []);
            return;
        }
        HashSet<long> served = [.. taken.Select(item => item.QueueId.Value)];
        long[] others = [.. queues.Where(id => !served.Contains(id) && room[id] > 0)];
        HashSet<long> waiting = others.Length == 0 || !isFull ? [] : [.. await tx.QueryAsync<long>(ClaimSql.Waiting, new { queues = others })];
        tx.OnCommit(() => turns.Claimed(queues.Where(id => !waiting.Contains(id)), waiting));
    }

    private sealed class Taken(IReadOnlyList<long> except)
    {
        public List<Item> Items { get; } = [];

        public long[] Except => [.. except, .. Items.Select(item => item.Id.Value)];
    }

    private sealed record Head
    {
        public long Id { get; init; }
        public long QueueId { get; init; }
        public int Priority { get; init; }
    }

    private sealed record LockedQueue
    {
        public long Id { get; init; }
        public int? MaxConcurrency { get; init; }
        public bool Paused { get; init; }
    }

    private sealed record ItemTexts
    {
        public long Id { get; init; }
        public required string Spec { get; init; }
        public required string Inputs { get; init; }
    }

    private sealed record ActiveRow
    {
        public long Id { get; init; }
        public int Active { get; init; }
    }
}

/// <summary>What a claim has to know of a queue, in columns of its own: settings that cannot be read keep no item back.</summary>
internal sealed record ClaimQueue
{
    public long Id { get; init; }
    public required string Labels { get; init; }
    public required string Resource { get; init; }
    public int? MaxConcurrency { get; init; }
    public long StartTimeout { get; init; }
    public required string AllowedArguments { get; init; }
    public LostPolicy LostPolicy { get; init; }
}

using System.Globalization;
using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Following;

namespace Slipway.Webhooks.Deliveries;

/// <summary>Deliveries of a team: made by automations, seen by members, repeated and cancelled by who may.</summary>
public sealed class DeliveryOperations
{
    /// <summary>Wakes who waits for deliveries to be due.</summary>
    public static readonly WakeTopic Due = WaitingDeliveries.Due;

    /// <summary>Wakes who waits for attempts to end, on the server that made them.</summary>
    public static readonly WakeTopic Attempted = new("deliveries-attempted");

    private readonly Database _database;
    private readonly ServerInstance _instance;
    private readonly DeliveryPump _pump;
    private readonly DeliveryLimits _limits;
    private readonly DeliveryFollowers _followers;

    internal DeliveryOperations(Database database, ServerInstance instance, DeliveryPump pump, DeliveryLimits limits, DeliveryFollowers followers)
    {
        _database = database;
        _instance = instance;
        _pump = pump;
        _limits = limits;
        _followers = followers;
    }

    /// <summary>
    /// Makes a delivery in the caller's transaction; it is attempted after the commit. While the webhook is disabled it is
    /// held. Null: the webhook is gone.
    /// </summary>
    [Operation(Permission.None)]
    public async Task<DeliveryId?> EnqueueAsync(DatabaseTransaction tx, NewDelivery delivery)
    {
        var messageId = MessageId.New();
        var payload = delivery.Payload.ToStored();
        var made = await tx.FirstAsync<MadeRow>(DeliverySql.Enqueue, new
        {
            webhook = delivery.Webhook,
            messageId,
            automation = delivery.Automation,
            execution = delivery.Execution,
            eventId = delivery.Event?.Value,
            payload,
            handOver = _pump.HasRoomFor(delivery.Webhook),
            me = _instance.Id,
            lease = InstantText.ToMicroseconds(_limits.Lease),
        });
        if (made is null)
        {
            return null;
        }
        if (made.State == DeliveryState.Pending)
        {
            tx.Wake(WaitingDeliveries.Due);
        }
        else if (made.State == DeliveryState.Delivering)
        {
            var claim = new ClaimedDelivery
            {
                Id = made.Id,
                TeamId = made.TeamId,
                WebhookId = delivery.Webhook,
                Automation = delivery.Automation,
                MessageId = messageId,
                Payload = payload,
                Fence = 1,
                CreatedAt = made.CreatedAt,
            };
            tx.OnCommit(() => _pump.Offer(claim));
        }
        return made.Id;
    }

    /// <summary>Where deliveries stand; those that are cleaned away are absent.</summary>
    [Operation(Permission.None)]
    public static async Task<IReadOnlyList<DeliverySummary>> SummariesAsync(DatabaseSession session, IReadOnlyCollection<DeliveryId> ids) =>
        ids.Count == 0 ? [] : await session.QueryAsync<DeliverySummary>(DeliverySql.Summaries, new { ids = ids.Select(id => id.Value) });

    /// <summary>The team's deliveries, newest first.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<Delivery>>> ListAsync(
        Actor actor, string teamName, DeliveryFilter filter, PageRequest page, CancellationToken ct) =>
        _database.AskAsync<IReadOnlyList<Delivery>>(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            // A webhook may have had another name when the delivery was made, or be gone by now.
            var webhook = filter.Webhook is { } name ? await WebhookLookup.FindAsync(session, team.Id, name) : null;
            return await session.QueryAsync<Delivery>(filter.Sql, new
            {
                team = team.Id,
                before = page.Before,
                fetch = page.Fetch,
                webhook = filter.Webhook,
                webhookId = webhook?.Id.Value ?? 0,
                automation = filter.Automation,
                state = filter.State is { } state ? EnumText.Of(state) : null,
                since = filter.Since is { } since ? InstantText.ToMicroseconds(since) : (long?)null,
            });
        }, ct);

    /// <summary>The newest delivery of each of the team's webhooks; one that never had any is absent.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<LastDelivery>>> LastOfEachAsync(
        Actor actor, string teamName, IReadOnlyCollection<WebhookId> webhooks, CancellationToken ct) =>
        _database.AskAsync<IReadOnlyList<LastDelivery>>(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            return webhooks.Count == 0
                ? []
                : await session.QueryAsync<LastDelivery>(DeliverySql.LastOfEach,
                    new { team = team.Id, webhooks = webhooks.Select(webhook => webhook.Value) });
        }, ct);

    /// <summary>
    /// One delivery with its attempts. For those who are no team admins what a receiver in private space answered is left
    /// out (a webhook must not become an eye into the network), and so are signatures that could be sent again.
    /// </summary>
    [Operation(Permission.Read)]
    public Task<Outcome<DeliveryWithAttempts>> GetAsync(Actor actor, string teamName, string id, CancellationToken ct) =>
        _database.AskAsync(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            if (Parse(id) is not { } number
                || await session.FirstAsync<Delivery>(DeliverySql.Find, new { team = team.Id, id = number }) is not { } delivery)
            {
                throw new RefusedException(NotFound(teamName, id));
            }
            var attempts = (await session.QueryAsync<AttemptRow>(DeliverySql.Attempts, new { id = number })).Select(row => row.ToAttempt());
            var seesAll = actor.May(Permission.ManageWebhooks, team.Id);
            return new DeliveryWithAttempts(delivery, [.. attempts.Select(attempt => seesAll ? attempt : attempt.ForOthers())]);
        }, ct);

    /// <summary>
    /// Makes one more attempt of a delivery that has ended, with the same <c>webhook-id</c>; one that waits is due at once.
    /// Refusals: <c>delivery_in_progress</c>, <c>webhook_disabled</c>, <c>webhook_missing</c>.
    /// </summary>
    [Operation(Permission.Redeliver)]
    public Task<Outcome<Delivery>> RedeliverAsync(Actor actor, string teamName, string id, CancellationToken ct) =>
        ChangeAsync(actor, teamName, id, "delivery.redelivered", async (tx, locked) =>
        {
            if (locked.State == DeliveryState.Delivering)
            {
                return new Refusal(ErrorCodes.DeliveryInProgress, "The delivery is being attempted right now. Wait for its outcome.");
            }
            if (await WebhookLookup.FindByIdAsync(tx, locked.WebhookId) is not { } webhook)
            {
                return new Refusal(ErrorCodes.WebhookMissing, "The webhook of this delivery was deleted.");
            }
            if (!webhook.Settings.Enabled)
            {
                return new Refusal(ErrorCodes.WebhookDisabled, $"Webhook '{webhook.Name}' is disabled. Enable it first.");
            }
            await tx.ExecuteAsync(DeliverySql.Redeliver, new { id = locked.Id });
            await _followers.TellAsync(tx, [locked.ExecutionId], new DeliveryTurn.Repeated());
            tx.Wake(WaitingDeliveries.Due);
            return null;
        }, ct);

    /// <summary>Ends a delivery that waits. Refusals: <c>delivery_in_progress</c>, <c>delivery_not_pending</c>.</summary>
    [Operation(Permission.Redeliver)]
    public Task<Outcome<Delivery>> CancelAsync(Actor actor, string teamName, string id, CancellationToken ct) =>
        ChangeAsync(actor, teamName, id, "delivery.cancelled", async (tx, locked) =>
        {
            switch (locked.State)
            {
                case DeliveryState.Delivering:
                    return new Refusal(ErrorCodes.DeliveryInProgress, "The delivery is being attempted right now. Cancel it when the attempt has ended.");
                case DeliveryState.Delivered or DeliveryState.Failed or DeliveryState.Cancelled:
                    return new Refusal(ErrorCodes.DeliveryNotPending, $"The delivery has ended already: it is {EnumText.Of(locked.State)}.");
                default:
                    var reason = $"cancelled: {actor.Name} cancelled it.";
                    await tx.ExecuteAsync(DeliverySql.Cancel, new { id = locked.Id, reason });
                    await _followers.TellAsync(tx, [locked.ExecutionId], new DeliveryTurn.Failed(reason));
                    return null;
            }
        }, ct);

    private Task<Outcome<Delivery>> ChangeAsync(
        Actor actor, string teamName, string id, string action, Func<DatabaseTransaction, LockedRow, Task<Refusal?>> change, CancellationToken ct) =>
        _database.ChangeAsync(async tx =>
        {
            var team = await TeamAccess.RequireAsync(tx, actor, teamName, Permission.Redeliver);
            if (Parse(id) is not { } number)
            {
                throw new RefusedException(NotFound(teamName, id));
            }
            await tx.ScalarAsync<long?>(DeliverySql.HoldWebhook, new { team = team.Id, id = number });
            if (await tx.FirstAsync<LockedRow>(DeliverySql.Lock, new { team = team.Id, id = number }) is not { } locked)
            {
                throw new RefusedException(NotFound(teamName, id));
            }
            Refuse.If(await change(tx, locked));
            AuditTrail.Append(tx, actor, AuditedTeam.Of(team), action, id);
            return (await tx.FirstAsync<Delivery>(DeliverySql.Find, new { team = team.Id, id = number }))!;
        }, ct);

    private static long? Parse(string id) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Refusal NotFound(string team, string id) => new(ErrorCodes.NotFound, $"Team '{team}' has no delivery '{id}'.");

    private sealed class MadeRow
    {
        public DeliveryId Id { get; init; }

        public TeamId TeamId { get; init; }

        public DeliveryState State { get; init; }

        public DateTimeOffset CreatedAt { get; init; }
    }

    private sealed class LockedRow
    {
        public DeliveryId Id { get; init; }

        public WebhookId WebhookId { get; init; }

        public DeliveryState State { get; init; }

        public long? ExecutionId { get; init; }
    }
}

using Microsoft.Extensions.DependencyInjection;
using Slipway.Access.Keys;
using Slipway.Automations.Executions;
using Slipway.Launch.Agents;
using Slipway.Launch.Queues;
using Slipway.Launch.Statistics;
using Slipway.Registry.Links;
using Slipway.Rest;
using Slipway.Secrets.Uses;
using Slipway.Storage;
using Slipway.Webhooks.Deliveries;

namespace Slipway.ProviderTests.Workers;

/// <summary>The steps of the workers whose work is small enough to be written as rows.</summary>
internal static class WorkerCases
{
    private const string End =
        "update deliveries set state = 'delivered', due_at = null, claimed_by = null, lease_until = null, delivered_at = 1, ended_at = 1 where team_id = @team";

    private const string Hold =
        "update deliveries set state = 'held', due_at = null, claimed_by = null, lease_until = null, ended_at = null where team_id = @team";

    private const string Attempt =
        """
        insert into delivery_attempts (delivery_id, n, started_at, duration_ms, outcome, private_target, timings, url, request_headers, response_truncated)
        select id, 1, 1, 1, 'delivered', false, '{}', 'http://localhost:9/' || cast(@team as text), '{}', false from deliveries where team_id = @team
        """;

    private const string Held = "select team_id from deliveries where state = 'held'";

    public static IReadOnlyDictionary<string, WorkerCase> All { get; } = new Dictionary<string, WorkerCase>
    {
        ["an idempotency key that cannot be forgotten"] = new(Of<IdempotencyCleaner>,
            ["insert into idempotency_keys (caller, path, idempotency_key, request_hash, state, instance_id, created_at) values (@hex, 'PUT /', 'k', 'x', 'done', @team, 1)"],
            ("delete", "idempotency_keys", "old.instance_id = @team"),
            "select instance_id from idempotency_keys"),
        ["a job key that cannot be forgotten"] = new(Of<LimitedKeyCleaner>,
            ["insert into limited_keys (key_hash, name, team_id, project_id, run_id, artifact_versions, depth, created_at, expires_at) values (@hex, 'k', @team, 1, 1, '[]', 0, 1, 1)"],
            ("delete", "limited_keys", "old.team_id = @team"),
            "select team_id from limited_keys"),
        ["a registration token that cannot be forgotten"] = new(Of<AgentTokenCleaner>,
            ["insert into agent_tokens (team_id, token_hash, reusable, expires_at, created_by, created_at) values (@team, @hex, false, 1, 'ann', 1)"],
            ("delete", "agent_tokens", "old.team_id = @team"),
            "select team_id from agent_tokens"),
        ["minutes of a queue that cannot be forgotten"] = new(Of<QueueRollup>,
            ["insert into queue_minutes (queue_id, minute, enqueued, claimed, succeeded, failed, cancelled, lost) values (@team, 1, 0, 0, 0, 0, 0, 0)"],
            ("delete", "queue_minutes", "old.queue_id = @team"),
            "select queue_id from queue_minutes"),
        ["a user of a gone secret that cannot be disabled"] = new(Of<SecretUseSweeper>,
            ["insert into secret_uses (team_id, secret_name, user_kind, user_key, user_name, disabled) values (@team, 'GONE', 'automation', cast(@team as text), 'a', false)"],
            ("update", "secret_uses", "new.team_id = @team"),
            "select team_id from secret_uses where not disabled"),
        ["a user of a gone queue that cannot be disabled"] = new(Of<QueueUseSweeper>,
            ["insert into queue_uses (team_id, queue_id, user_kind, user_key, user_name, disabled) values (@team, 999999, 'automation', cast(@team as text), 'a', false)"],
            ("update", "queue_uses", "new.team_id = @team"),
            "select team_id from queue_uses where not disabled"),
        ["a user of a gone webhook that cannot be disabled"] = new(Of<WebhookSweeper>,
            ["delete from webhooks where team_id = @team"],
            ("update", "webhook_uses", "new.team_id = @team"),
            "select team_id from webhook_uses where not disabled"),
        ["a held delivery that cannot be released"] = new(Of<WebhookSweeper>,
            [Hold],
            ("update", "deliveries", "new.team_id = @team"),
            Held),
        ["a delivery of a gone webhook that cannot be cancelled"] = new(Of<WebhookSweeper>,
            [Hold, "delete from webhooks where team_id = @team"],
            ("update", "deliveries", "new.team_id = @team"),
            Held),
        ["a delivery that cannot be forgotten"] = new(Of<DeliveryCleaner>,
            [End],
            ("delete", "deliveries", "old.team_id = @team"),
            "select team_id from deliveries"),
        ["an attempt that cannot be forgotten"] = new(Of<DeliveryCleaner>,
            [End, Attempt],
            ("delete", "delivery_attempts", "old.url = 'http://localhost:9/@team'"),
            "select team_id from deliveries"),
        ["an execution that cannot be settled"] = new(Of<AutomationSweeper>,
            [End],
            ("update", "executions", "new.team_id = @team"),
            "select team_id from executions where state = 'pending'"),
        ["an automation of a gone model that cannot be ended"] = new(Of<AutomationSweeper>,
            ["update automation_versions set collection_id = 999000 + @team where team_id = @team"],
            ("update", "automations", "new.team_id = @team"),
            "select team_id from automations where deleted_at is null",
            Rounds: 2),
        ["a link between teams whose maker cannot be noted"] = new(Of<FormerLinks>,
            [
                """
                insert into artifact_versions (team_id, collection_id, state, listed, digest, aliases, size, file_count, created_at, created_by, touched_at)
                values (999000, 999000 + @team, 'committed', true, @hex, '[]', 0, 0, 1, 'ghost', 1)
                """,
                """
                insert into memberships (collection_id, artifact_version_id, version_index, created_at, created_by)
                select c.id, v.id, 0, @team, 'ghost' from collections c join artifact_versions v on v.collection_id = 999000 + @team
                where c.team_id = @team and c.name = 'Rose'
                """,
            ],
            ("update", "memberships", "new.created_at = @team"),
            "select created_at from memberships where linked_by is null and created_by = 'ghost'"),
    };

    private static Worker Of<T>(IServiceProvider services)
        where T : Worker => services.GetRequiredService<T>();
}

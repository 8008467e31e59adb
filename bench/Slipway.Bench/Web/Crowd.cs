using System.Data.Common;
using System.Globalization;

namespace Slipway.Bench.Web;

/// <summary>
/// Makes a large company of a small one: copies the rows of <see cref="Testing.Scenes.Furniture"/> until there are as many
/// as asked. A tenth of the versions are of one model, a tenth of the executions of one automation, so that lists are long
/// where people look. Runs while no server does.
/// </summary>
internal sealed class Crowd(DbConnection connection)
{
    private const int Automations = 200;
    private const int Runs = 10_000;
    private const int AuditEntries = 100_000;

    public async Task GatherAsync(int models, int versions, int executions, CancellationToken ct)
    {
        var ofOneModel = versions / 10;
        var ofOthers = Math.Max(1, (versions - ofOneModel + models - 1) / models);
        await RunAsync("models", models, Models, ct);
        await RunAsync("versions", versions, Versions, ct);
        await RunAsync("files", 0, Files, ct);
        await RunAsync("links", 0, Links, ct, ("first", ofOneModel), ("each", ofOthers));
        await RunAsync("aliases, tags and history", 0, Aliases, ct);
        await RunAsync("automations", Automations, AutomationRows, ct);
        var events = await MaxAsync("events", ct);
        await RunAsync("events", executions, Events, ct, ("base", events), ("models", models), ("ten", executions / 10));
        var deliveries = await MaxAsync("deliveries", ct);
        await RunAsync("deliveries", executions, Deliveries, ct, ("base", deliveries), ("events", events));
        await RunAsync("executions", executions, Executions, ct,
            ("base", await MaxAsync("executions", ct)), ("events", events), ("deliveries", deliveries), ("ten", executions / 10), ("automations", Automations));
        await RunAsync("attempts", executions / 10, Attempts, ct, ("deliveries", deliveries + executions - (executions / 10)));
        await RunAsync("audit entries", AuditEntries, Audit, ct);
        await RunAsync("runs", Runs, RunRows, ct);
        await RunAsync("items", Runs, Items, ct, ("runs", await MaxAsync("runs", ct) - Runs));
        await SettleAsync(ct);
    }

    private const string Models =
        """
        insert into collections (team_id, team_name, project_id, project_name, kind, name, type, description, searched, card, next_index, created_at, created_by, updated_at)
        select c.team_id, c.team_name, c.project_id, c.project_name, c.kind, 'model-' || series.n, c.type, 'Number ' || series.n, 'model-' || series.n || ' number ' || series.n, c.card, 0,
               c.created_at, c.created_by, c.updated_at
        from series, collections c where c.kind = 'model' and c.name = 'Iris'
        """;

    private const string Versions =
        """
        insert into artifact_versions (team_id, collection_id, state, listed, digest, digest_md5, description, metadata, aliases, size, file_count,
                                       created_at, created_by, touched_at, committed_at)
        select v.team_id, v.collection_id, v.state, v.listed, v.digest || series.n, v.digest_md5, v.description, '{"accuracy":0.9,"n":' || series.n || '}',
               v.aliases, v.size, v.file_count, v.created_at, v.created_by, v.touched_at, v.committed_at
        from series, artifact_versions v
        where v.id = (select min(m.artifact_version_id) from memberships m join collections c on c.id = m.collection_id where c.name = 'classifier')
        """;

    private const string Files =
        """
        insert into version_files (version_id, path, size, sha256, blob_id)
        select v.id, f.path, f.size, f.sha256, f.blob_id
        from artifact_versions v
        join version_files f on f.version_id = (select min(m.artifact_version_id) from memberships m join collections c on c.id = m.collection_id where c.name = 'classifier')
        where not exists (select 1 from version_files own where own.version_id = v.id)
        """;

    private const string Links =
        """
        insert into memberships (collection_id, artifact_version_id, version_index, created_at, created_by)
        select c.id, v.id, 1 + row_number() over (order by v.id), c.created_at, c.created_by
        from artifact_versions v join collections c on c.id = v.collection_id and c.name = 'classifier'
        where not exists (select 1 from memberships m where m.artifact_version_id = v.id);

        insert into memberships (collection_id, artifact_version_id, version_index, created_at, created_by)
        select c.id, v.id, case when v.n <= @first then 1 + v.n else (v.n - @first - 1) % @each end, c.created_at, c.created_by
        from (select id, row_number() over (order by id) as n from artifact_versions
              where (select count(*) from memberships m where m.artifact_version_id = artifact_versions.id) = 1
                and collection_id = (select id from collections where name = 'classifier' and kind = 'artifact')) v
        join collections c on c.project_id = (select project_id from collections where kind = 'model' and name = 'Iris') and c.name = case when v.n <= @first then 'Iris' else 'model-' || ((v.n - @first - 1) / @each + 1) end;

        update collections set next_index = (select count(*) from memberships m where m.collection_id = collections.id);
        """;

    private const string Aliases =
        """
        insert into aliases (collection_id, alias, membership_id, set_at, set_by)
        select c.id, 'production', max(m.id), max(m.created_at), max(m.created_by)
        from collections c join memberships m on m.collection_id = c.id
        where c.kind = 'model' and not exists (select 1 from aliases a where a.collection_id = c.id and a.alias = 'production')
        group by c.id;

        insert into collection_tags (collection_id, tag, created_at, created_by)
        select c.id, 'tag-' || (c.id % 20), c.created_at, c.created_by from collections c where c.kind = 'model' and c.name <> 'Iris';

        insert into collection_history (collection_id, type, version_index, actor, at)
        select m.collection_id, 'LINK_ARTIFACT', m.version_index, m.created_by, m.created_at
        from memberships m join collections c on c.id = m.collection_id where c.kind = 'model';
        """;

    private const string AutomationRows =
        """
        insert into automations (team_id, name, created_by, created_at)
        select a.team_id, 'deploy-' || series.n, a.created_by, a.created_at from series, automations a where a.name = 'deploy';

        insert into automation_versions (automation_id, team_id, description, enabled, scope_type, scope_name, collection_id, event_type, alias_pattern,
                                         action_type, webhook_id, payload, valid_from, saved_by)
        select a.id, v.team_id, v.description, v.enabled, v.scope_type, c.name, c.id, v.event_type, v.alias_pattern,
               v.action_type, v.webhook_id, v.payload, v.valid_from, v.saved_by
        from automations a
        join collections c on c.project_id = (select project_id from collections where kind = 'model' and name = 'Iris') and c.name = 'model-' || substr(a.name, 8)
        join automation_versions v on v.automation_id = (select id from automations where name = 'deploy')
        where a.name like 'deploy-%'
        """;

    // Spread over the last thirty days, the newest a minute ago.
    private const string Events =
        """
        insert into events (id, number, type, at, actor, team_id, team, project, scope_kind, collection_id, registered_model, artifact_version_id,
                            version, alias, before, after, depth)
        select @base + s.n, @base + s.n, e.type, @now - 60000000 - (@count - s.n) * (2592000000000 / @count), e.actor, e.team_id, e.team, e.project,
               e.scope_kind, c.id, c.name, e.artifact_version_id, e.version, e.alias, e.before, e.after, e.depth
        from (select n, case when n <= @ten then 'Iris' else 'model-' || (n % @models + 1) end as model from series) s
        join collections c on c.project_id = (select project_id from collections where kind = 'model' and name = 'Iris') and c.name = s.model
        join events e on e.id = (select min(id) from events where type = 'ADD_ARTIFACT_ALIAS' and alias = 'production');

        update event_numbering set last = @base + @count;
        """;

    private const string Deliveries =
        """
        insert into deliveries (id, team_id, webhook_id, webhook, message_id, automation, execution_id, event_id, payload, state, attempts, once, fence,
                                created_at, delivered_at, ended_at)
        select @base + series.n, d.team_id, d.webhook_id, d.webhook, d.message_id || series.n, d.automation, null, @events + series.n, d.payload, 'delivered', 1,
               d.once, d.fence, @now - (@count - series.n), @now, @now
        from series, deliveries d where d.id = (select min(id) from deliveries)
        """;

    private const string Executions =
        """
        insert into executions (id, team_id, automation_id, automation_version_id, event_id, state, delivery_id, created_at)
        select @base + s.n, v.team_id, v.automation_id, v.id, @events + s.n, 'finished', @deliveries + s.n, @now - (@count - s.n)
        from (select n, case when n <= @ten then 'deploy' else 'deploy-' || (n % @automations + 1) end as name from series) s
        cross join automations a
        join automation_versions v on v.automation_id = a.id
        where a.team_id = (select team_id from automations where name = 'deploy') and a.name = s.name and a.deleted_at is null
        """;

    private const string Attempts =
        """
        insert into delivery_attempts (delivery_id, n, started_at, duration_ms, outcome, status, dialed_address, private_target, timings, url,
                                       request_headers, response_headers, response_body, response_truncated)
        select @deliveries + series.n, 1, a.started_at, a.duration_ms, a.outcome, a.status, a.dialed_address, a.private_target, a.timings, a.url,
               a.request_headers, a.response_headers, a.response_body, a.response_truncated
        from series, delivery_attempts a where a.id = (select min(id) from delivery_attempts)
        """;

    private const string Audit =
        """
        insert into audit_entries (at, actor_id, actor, team_id, team, action, subject, detail)
        select e.at, e.actor_id, e.actor, e.team_id, e.team, e.action, e.subject, e.detail
        from series, audit_entries e where e.id = (select max(id) from audit_entries where team = 'vision')
        """;

    private const string RunRows =
        """
        insert into runs (team_id, team_name, project_id, project_name, run_key, name, searched, state, config, summary, tags, depth, history_rows, next_step, log_bytes,
                          created_by, created_at, started_at, ended_at)
        select r.team_id, r.team_name, r.project_id, r.project_name, r.run_key || '-' || series.n, r.name || ' ' || series.n, r.searched || ' ' || series.n, r.state, r.config, r.summary, r.tags,
               r.depth, 0, 0, 0, r.created_by, r.created_at, r.started_at, r.ended_at
        from series, runs r where r.run_key = 'first-light'
        """;

    private const string Items =
        """
        insert into queue_items (team_id, team_name, queue_id, queue_name, state, priority, job, job_version_id, project_id, project_name, run_id, run_key, spec,
                                 inputs, depth, attempts, max_attempts, created_by, created_at, claimed_at, started_at, ended_at, exit_code)
        select i.team_id, i.team_name, i.queue_id, i.queue_name, 'succeeded', i.priority, i.job, i.job_version_id, i.project_id, i.project_name, @runs + series.n,
               'first-light-' || series.n, i.spec, i.inputs, i.depth, 1, i.max_attempts, i.created_by, @now - series.n * 60000000,
               @now - series.n * 60000000 + 1000000, @now - series.n * 60000000 + 2000000, @now - series.n * 60000000 + 30000000, 0
        from series, queue_items i where i.id = (select min(id) from queue_items);

        insert into queue_minutes (queue_id, minute, enqueued, claimed, succeeded, failed, cancelled, lost, claim_p50, claim_p99, start_p50, start_p99)
        select i.queue_id, (@now / 60000000 - series.n - 5) * 60000000, series.n % 7, series.n % 7, series.n % 7, 0, 0, 0, 1000000, 2000000, 1000000, 2000000
        from series, queue_items i where i.id = (select min(id) from queue_items);
        """;

    /// <summary>
    /// Runs statements that may read <c>series</c>, the numbers from 1 to <paramref name="count"/>, and know
    /// <c>@count</c> and <c>@now</c>, microseconds.
    /// </summary>
    private async Task RunAsync(string what, int count, string sql, CancellationToken ct, params (string Name, long Value)[] values)
    {
        var start = TimeProvider.System.GetTimestamp();
        var rows = 0;
        foreach (var statement in sql.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            await using var command = connection.CreateCommand();
            command.CommandTimeout = 0;
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1000;
            // The numbers stand in the text, for the planner to see.
            var text = statement.Replace("@now", $"{now}", StringComparison.Ordinal).Replace("@count", $"{count}", StringComparison.Ordinal);
            foreach (var (name, value) in values)
            {
                text = text.Replace("@" + name, value.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
            }
            // Both engines take a recursive one in front of an insert.
            command.CommandText = count == 0
                ? text
                : $"with recursive series(n) as (select cast(1 as bigint) union all select n + 1 from series where n < {count}) {text}";
            rows += await command.ExecuteNonQueryAsync(ct);
        }
        Console.WriteLine($"          {what}: {rows} rows, {TimeProvider.System.GetElapsedTime(start).TotalSeconds:0.0} s");
    }

    private async Task<long> MaxAsync(string table, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"select coalesce(max(id), 0) from {table}";
        return Convert.ToInt64(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture);
    }

    // Rows came with numbers of their own, and a database that was filled at once has not looked at itself yet.
    private async Task SettleAsync(CancellationToken ct)
    {
        var isPostgres = connection is Npgsql.NpgsqlConnection;
        foreach (var table in isPostgres ? (string[])["events", "deliveries", "executions"] : [])
        {
            await using var sequence = connection.CreateCommand();
            sequence.CommandText = $"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))";
            await sequence.ExecuteScalarAsync(ct);
        }
        await using var look = connection.CreateCommand();
        look.CommandTimeout = 0;
        look.CommandText = isPostgres ? "vacuum analyze" : "pragma wal_checkpoint(truncate)";
        await look.ExecuteNonQueryAsync(ct);
    }
}

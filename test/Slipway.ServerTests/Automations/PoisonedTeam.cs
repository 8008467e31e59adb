using System.Globalization;
using Slipway.Api.Automations;
using Slipway.Api.Events;
using Slipway.Api.Queues;
using Slipway.Api.Runs;
using Slipway.Api.Webhooks;
using Slipway.ServerTests.Scenes;
using Slipway.Storage;
using Slipway.Testing;
using Slipway.Testing.Scenes;
using Xunit;

namespace Slipway.ServerTests.Automations;

/// <summary>A team in which every kind of poison is planted that anybody has thought of: each is set off by every alias that is moved.</summary>
internal sealed class PoisonedTeam : IAsyncDisposable
{
    private readonly Dictionary<string, string> _kinds = new(StringComparer.Ordinal);
    private readonly List<PlantedFault> _faults = [];
    private readonly TaskCompletionSource _never = new();
    private readonly LaunchScene _launch;
    private int _happened;

    private PoisonedTeam(TeamScene team, LaunchScene launch)
    {
        Team = team;
        _launch = launch;
    }

    public TeamScene Team { get; }

    /// <summary>Each with the code by which its executions end; empty where none is told.</summary>
    public IReadOnlyDictionary<string, string> Kinds => _kinds;

    private Database Database => Team.Server.Database;

    public static async Task<PoisonedTeam> PlantAsync(TeamScene team, CancellationToken ct)
    {
        var poisoned = new PoisonedTeam(team, await LaunchScene.SetUpAsync(team, ct));
        team.Answer = poisoned.Answer;
        await poisoned.PlantPayloadsAsync(ct);
        await poisoned.PlantReceiversAsync(ct);
        await poisoned.PlantLaunchesAsync(ct);
        await poisoned.PlantFaultsAsync(ct);
        return poisoned;
    }

    /// <summary>Moves the alias that sets everything off.</summary>
    public Task HappenAsync(CancellationToken ct) =>
        Team.MoveAliasAsync("prod", $"v{Interlocked.Increment(ref _happened) % 2}", ct);

    /// <summary>Waits until no event of anybody is pending, and every kind that has an end has come to it; the others go on by the usual schedule.</summary>
    public async Task EndAsync(CancellationToken ct)
    {
        await Eventually.TrueAsync(
            () => Database.ReadAsync(async session => await session.ScalarAsync<long>("select count(*) from event_pending") == 0, ct), "every event to be answered", ct);
        foreach (var (kind, end) in _kinds.Where(kind => kind.Value.Length > 0))
        {
            await Eventually.TrueAsync(async () =>
            {
                var executions = await Team.Admin.Automations.ListExecutionsAsync(Team.Name, kind, null, 500, ct).ToListAsync(ct);
                return executions.Count > 0 && executions.All(execution => execution.Reason?.StartsWith(end, StringComparison.Ordinal) == true);
            }, $"the end of '{kind}' by {end}", ct);
        }
        var told = await Team.Admin.Events.ListAsync(Team.Name, null, EventTypes.WorkSetAside, null, 500, ct).CountAsync(ct);
        Assert.True(told > 0, "the team is told");
    }

    public async ValueTask DisposeAsync()
    {
        _never.TrySetResult();
        foreach (var fault in _faults)
        {
            await fault.DisposeAsync();
        }
        _launch.Dispose();
    }

    private ReceiverAnswer Answer(ReceivedRequest request) => request.Path.Split('/')[^1] switch
    {
        "hangs" => ReceiverAnswer.Ok with { Until = _never.Task },
        "hangs-up" => ReceiverAnswer.HangUp,
        "garbage" => new ReceiverAnswer(500, "\0\uFFFD<\u0001" + new string('x', 200_000)),
        "equal" => new ReceiverAnswer(500) { Headers = new Dictionary<string, string> { ["X-" + AliasScene.Token] = "1", ["X-***"] = "2" } },
        "gone" => new ReceiverAnswer(410),
        "endless" => new ReceiverAnswer(500, new string('y', 8_000_000)),
        _ => ReceiverAnswer.Ok,
    };

    private async Task PlantPayloadsAsync(CancellationToken ct)
    {
        await Team.Admin.Secrets.PutAsync(Team.Name, "KEY", "dup", ct);
        await Team.Admin.Secrets.PutAsync(Team.Name, "BIG", new string('b', 60_000), ct);
        await Team.Admin.Secrets.PutAsync(Team.Name, "ODD", "odd", ct);
        await SendAsync("doubled key", AliasScene.Webhook, """{"${alias}":1,"prod":2}""", "template_invalid", ct);
        await SendAsync("doubled key by secret", await HookAsync("by-secret", ct), """{"${KEY}":1,"dup":2}""", "template_invalid", ct);
        await SendAsync("huge payload", await HookAsync("huge", ct), $$"""{"a":"{{new string('h', 900_000)}}"}""", "", ct);
        await SendAsync("huge secret", await HookAsync("huge-secret", ct), $$"""{"a":"{{string.Concat(Enumerable.Repeat("${BIG}", 1_000))}}"}""", "payload_too_large", ct);
        await SendAsync("unreadable payload", AliasScene.Webhook, "{}", "template_invalid", ct);
        await PlantAsync("update automation_versions set payload = '{\"a\": ' where automation_id in (select id from automations where name = 'unreadable payload')");
        await SendAsync("pattern at the limit", await HookAsync("pattern", ct), null, "", ct,
            new AutomationEvent { Type = AutomationEventType.AddArtifactAlias, AliasPattern = string.Concat(Enumerable.Repeat("(p|r?)*", 73)) });
    }

    private async Task PlantReceiversAsync(CancellationToken ct)
    {
        await SendAsync("hangs", await HookAsync("hangs", ct), null, "", ct);
        await SendAsync("hangs up", await HookAsync("hangs-up", ct), null, "", ct);
        await SendAsync("garbage", await HookAsync("garbage", ct), null, "", ct);
        await SendAsync("endless", await HookAsync("endless", ct), null, "", ct);
        await SendAsync("equal headers", await HookAsync("equal", ct, token: "TOKEN"), null, "", ct);
        await SendAsync("gone", await HookAsync("gone", ct), null, "", ct);
        await SendAsync("unreadable secret", await HookAsync("odd", ct), """{"a":"${ODD}"}""", "", ct);
        await Database.WriteAsync(tx => tx.ExecuteAsync("update secrets set sealed = @sealed where name = 'ODD'", new { @sealed = new byte[] { 1, 2, 3 } }), ct);
        await SendAsync("tells itself", "gone", null, "loop", ct, new AutomationEvent { Type = AutomationEventType.WebhookDisabled }, new AutomationScope { Type = ScopeType.Team });
    }

    private async Task PlantLaunchesAsync(CancellationToken ct)
    {
        await LaunchAsync("doubled override", LaunchScene.Queue, _launch.Job, """{"runConfig":{"a":{"${alias}":1,"prod":2}}}""", "override_invalid", ct);
        await LaunchAsync("NUL", LaunchScene.Queue, _launch.Job, null, "override_invalid", ct);
        await PlantAsync("""update automation_versions set payload = '{"artifacts":{"m":"x/y\u0000/z:v0"}}' where automation_id in (select id from automations where name = 'NUL')""");
        foreach (var queue in (string[])["missing", "doubled"])
        {
            await Team.Admin.Queues.CreateAsync(Team.Name, new QueueSettings { Name = queue, Resource = QueueResource.Process }, ct);
        }
        await LaunchAsync("missing queue", "missing", _launch.Job, null, "queue_missing", ct);
        await Team.Admin.Queues.DeleteAsync(Team.Name, "missing", true, ct);
        await LaunchAsync("doubled queue", "doubled", _launch.Job, null, "resource_invalid", ct);
        await PlantAsync("""update queues set settings = replace(settings, '"config":null', '"config":{"a":1,"a":2}') where name = 'doubled'""");
    }

    private async Task PlantFaultsAsync(CancellationToken ct)
    {
        // Bugs that nobody thought of: at the execution, and at the attempt's row.
        await SendAsync("fault at execution", AliasScene.Webhook, null, "", ct);
        var automation = await Database.ReadAsync(session => session.ScalarAsync<long>("select id from automations where name = 'fault at execution'"), ct);
        _faults.Add(await PlantedFault.PlantAsync(Database, "insert", "executions", $"new.automation_id = {automation.ToString(CultureInfo.InvariantCulture)}"));
        await SendAsync("fault at attempt", await HookAsync("fault", ct), null, "", ct);
        _faults.Add(await PlantedFault.PlantAsync(Database, "insert", "delivery_attempts", $"new.url like '%/{Team.Name}/fault'"));
        // A run that cannot be called crashed.
        await Team.Admin.Runs.CreateAsync(Team.Name, LaunchScene.Project, new CreateRunRequest { Id = "stuck" }, ct);
        _faults.Add(await PlantedFault.PlantAsync(Database, "update", "runs", "new.run_key = 'stuck'"));
    }

    private async Task SendAsync(
        string name, string webhook, string? payload, string end, CancellationToken ct, AutomationEvent? happening = null, AutomationScope? scope = null)
    {
        var automation = TeamScene.Automation(name, EventTypes.AddArtifactAlias, null, webhook, payload);
        await Team.Admin.Automations.CreateAsync(Team.Name, automation with { Event = happening ?? automation.Event, Scope = scope ?? automation.Scope }, ct);
        _kinds.Add(name, end);
    }

    private async Task LaunchAsync(string name, string queue, string job, string? overrides, string end, CancellationToken ct)
    {
        var automation = _launch.Automation(name, null, new AutomationEvent { Type = AutomationEventType.AddArtifactAlias }, overrides);
        await _launch.AddAsync(automation with { Action = (LaunchAction)automation.Action with { Queue = queue, Job = job } }, ct);
        _kinds.Add(name, end);
    }

    private async Task<string> HookAsync(string name, CancellationToken ct, string? token = null)
    {
        await Team.AddWebhookAsync(new WebhookSettings { Name = name, Url = $"{Team.Target}/{name}", AccessToken = token }, ct);
        return name;
    }

    private Task PlantAsync(string sql) => Database.WriteAsync(tx => tx.ExecuteAsync(sql), default);
}

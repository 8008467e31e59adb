using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Access;
using Slipway.Access.Keys;
using Slipway.Api.Automations;
using Slipway.Api.Events;
using Slipway.Api.Webhooks;
using Slipway.Automations.Definitions;
using Slipway.Automations.Executions;
using Slipway.Launch.Agents;
using Slipway.Launch.Queues;
using Slipway.Launch.Statistics;
using Slipway.Registry.Links;
using Slipway.Registry.RegisteredModels;
using Slipway.Rest;
using Slipway.Secrets.Uses;
using Slipway.Testing;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Deliveries;
using Xunit;

namespace Slipway.ProviderTests.Workers;

/// <summary>A step of a worker that fails for one team, while another team's work of the same kind waits beside it; the same on every database.</summary>
public abstract class WorkerIsolationConformance(TestEngine engine) : IAsyncLifetime
{
    private const string Other = "other";
    private AutomationsRoom _room = null!;
    private long[] _teams = null!;

    public static TheoryData<string> Steps => [.. WorkerCases.All.Keys];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _room = await AutomationsRoom.CreateAsync(engine);
        var neighbour = await _room.Registry.FoundTeamAsync(Other);
        _ = (await _room.Webhooks.CreateAsync(neighbour, Other, new WebhookSettings { Name = AutomationsRoom.Webhook, Url = _room.Receiver.Url + "/other" }, Ct)).Value;
        foreach (var (actor, team) in new[] { (_room.Admin, AutomationsRoom.Team), (neighbour, Other) })
        {
            _ = (await _room.Automations.CreateAsync(actor, team, AutomationsRoom.OnRegistry("tell", AutomationEventType.CreateCollection), Ct)).Value;
            _ = (await _room.Get<ModelOperations>().CreateAsync(actor, team, new NewModel { Name = "Rose", Type = "model" }, Ct)).Value;
        }
        await _room.MatchAsync();
        _teams = [.. await QueryAsync("select id from teams where name in ('acme', 'other') order by id")];
    }

    public async ValueTask DisposeAsync()
    {
        await _room.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    [Isolates(nameof(IdempotencyCleaner), nameof(LimitedKeyCleaner), nameof(AgentTokenCleaner), nameof(QueueRollup), nameof(SecretUseSweeper),
        nameof(QueueUseSweeper), nameof(WebhookSweeper), nameof(DeliveryCleaner), nameof(AutomationSweeper), nameof(FormerLinks))]
    public async Task S_C1_a_step_that_fails_for_one_team_is_done_for_the_other(string step)
    {
        var (find, work, fault, left, rounds) = WorkerCases.All[step];
        var worker = find(_room.Get<IServiceProvider>());
        foreach (var team in _teams)
        {
            await _room.Database.WriteAsync(async tx =>
            {
                foreach (var statement in work)
                {
                    await tx.ExecuteAsync(statement, new { team, hex = team.ToString("x", CultureInfo.InvariantCulture).PadRight(64, '0') });
                }
            }, Ct);
        }
        Assert.Equal(_teams, await LeftAsync());
        await using (await PlantedFault.PlantAsync(_room.Database, fault.Act, fault.Table, fault.Rows.Replace("@team", $"{_teams[0]}", StringComparison.Ordinal)))
        {
            for (var round = 0; round < rounds; round++)
            {
                await worker.RunOnceAsync(Ct);
            }
            Assert.Equal([_teams[0]], await LeftAsync());
        }

        async Task<IEnumerable<long>> LeftAsync() => (await QueryAsync(left)).Distinct().Order();
    }

    private Task<IReadOnlyList<long>> QueryAsync(string sql) => _room.Database.ReadAsync(session => session.QueryAsync<long>(sql), Ct);
}

public sealed class SqliteWorkerIsolationTests() : WorkerIsolationConformance(TestEngine.Sqlite);

public sealed class PostgresWorkerIsolationTests() : WorkerIsolationConformance(TestEngine.Postgres);

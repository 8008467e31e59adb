using Slipway.Api.Artifacts;
using Slipway.Api.Events;
using Slipway.ServerTests.Scenes;
using Slipway.Testing;
using Slipway.Testing.Scenes;
using Xunit;

namespace Slipway.ServerTests.Registry;

public sealed class AliasMoveRestTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private const int Movers = 6;
    private const int MovesEach = 8;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M2_B1_Moves_of_one_alias_at_once_are_one_event_and_one_execution_each_and_the_last_to_commit_wins(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        await team.PublishAndLinkAsync("the third model", Ct);

        var answers = await Task.WhenAll(Enumerable.Range(0, Movers).Select(mover => MoveAsync(team, mover)));

        var moved = answers.SelectMany(each => each).ToList();
        Assert.Equal(Movers * MovesEach, moved.Count);
        var events = await team.Admin.Events.ListAsync(team.Name, null, EventTypes.AddArtifactAlias, AliasScene.Model, 500, Ct)
            .OrderBy(happened => happened.Number).ToListAsync(Ct);
        var chain = events.Select(happened => (Before: happened.Before?.GetString(), After: happened.After?.GetString(), happened.Version)).ToList();
        Assert.Null(chain[0].Before);
        Assert.All(chain.Zip(chain.Skip(1)), pair => Assert.Equal(pair.First.After, pair.Second.Before));
        Assert.All(chain, step => Assert.True(step.Before != step.After && step.After == step.Version, step.ToString()));

        // Each answer that tells of a change has its event; one that found the alias in place has none.
        Assert.Equal(chain.Skip(1).Select(step => $"{step.Before} {step.After}").Order(),
            moved.Where(answer => answer.Previous is not null).Select(answer => $"{answer.Previous} {answer.Version}").Order());
        var stands = await team.Admin.Registry.GetVersionAsync(team.Name, AliasScene.Model, "prod", Ct);
        Assert.Equal(chain[^1].After, stands.Version);

        var sent = await team.WaitForAsync(events.Count);
        Assert.Equal(events.Count, sent.Select(request => request.Header("webhook-id")).Distinct().Count());
        var executions = await team.Admin.Automations.ListExecutionsAsync(team.Name, AliasScene.Automation, null, 500, Ct).ToListAsync(Ct);
        Assert.Equal(events.Select(happened => happened.Id).Order(), executions.Select(execution => execution.Event).Order());
    }

    private static async Task<IReadOnlyList<AliasResponse>> MoveAsync(TeamScene team, int mover)
    {
        var answers = new List<AliasResponse>();
        foreach (var move in Enumerable.Range(mover, MovesEach))
        {
            answers.Add(await team.Admin.Registry.MoveAliasAsync(team.Name, AliasScene.Model, "prod", $"v{move % 3}", Ct));
        }
        return answers;
    }
}

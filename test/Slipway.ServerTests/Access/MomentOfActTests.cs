using Microsoft.Extensions.DependencyInjection;
using Slipway.Access;
using Slipway.Access.Keys;
using Slipway.Access.Permissions;
using Slipway.Access.Projects;
using Slipway.Api.Access;
using Slipway.Api.Runs;
using Slipway.ServerTests.Scenes;
using Slipway.Testing;
using Slipway.Testing.Scenes;
using Xunit;

namespace Slipway.ServerTests.Access;

/// <summary>Whoever acts has the rights of the moment of the act, not of the one in which their headers came (ADR 0015).</summary>
public sealed class MomentOfActTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite, "role", 403)]
    [InlineData(TestEngine.Postgres, "role", 403)]
    [InlineData(TestEngine.Sqlite, "membership", 404)]
    [InlineData(TestEngine.Postgres, "membership", 404)]
    [InlineData(TestEngine.Sqlite, "key", 401)]
    [InlineData(TestEngine.Postgres, "key", 401)]
    public async Task Who_loses_their_rights_while_a_body_comes_does_nothing_by_it(TestEngine engine, string lost, int status)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        var (mal, eve) = ($"{team.Name}-mal", $"{team.Name}-eve");
        foreach (var user in new[] { mal, eve })
        {
            await team.Admin.Access.CreateUserAsync(new CreateUserRequest { Name = user }, Ct);
        }
        await team.Admin.Access.PutMemberAsync(team.Name, mal, "admin", Ct);
        var key = await team.Admin.Access.CreateApiKeyAsync(mal, new CreateApiKeyRequest(), Ct);
        await team.Admin.Runs.CreateAsync(team.Name, AliasScene.Project, new CreateRunRequest { Id = "r" }, Ct);
        var inTeam = $"teams/{team.Name}/";
        (string Method, string Path, string Body)[] acts =
        [
            ("PUT", inTeam + $"members/{eve}", """{"role":"admin"}"""),
            ("PUT", inTeam + "secrets/NEW", """{"value":"s3cret-value"}"""),
            ("POST", inTeam + "service-accounts", $$"""{"name":"{{team.Name}}-bot","role":"admin"}"""),
            ("POST", inTeam + "projects", """{"name":"more"}"""),
            ("POST", inTeam + "registry/models", """{"name":"More"}"""),
            ("PATCH", inTeam + "registry/models/Iris", """{"description":"changed"}"""),
            ("PUT", inTeam + "registry/models/Iris/aliases/late", """{"version":"v0"}"""),
            ("PUT", inTeam + "projects/lab/runs/r/files/a.txt", "late"),
            ("POST", inTeam + "projects/lab/runs/r/logs", "late"),
            ("POST", inTeam + "webhooks/ci/test", """{"payload":{"late":true}}"""),
            .. lost == "key" ? new[] { ("POST", $"users/{mal}/api-keys", "{}"), ("POST", "teams", $$"""{"name":"{{team.Name}}-more"}""") } : [],
        ];
        var slow = new List<SlowRequest>();
        foreach (var (method, path, body) in acts)
        {
            slow.Add(await SlowRequest.BeginAsync(team.Server.Url, key.Key, method, path, body, Ct).WaitAsync(Patience, Ct));
        }

        await (lost switch
        {
            "role" => team.Admin.Access.PutMemberAsync(team.Name, mal, "viewer", Ct),
            "membership" => team.SendAsync("DELETE", $"members/{mal}", null, Ct),
            _ => (Task)team.Server.Services.GetRequiredService<ApiKeyOperations>().RevokeAsync(Actor.System, mal, key.Id, Ct),
        });

        var answers = new List<string>();
        foreach (var (request, (method, path, _)) in slow.Zip(acts))
        {
            answers.Add($"{method} {path} {await request.EndAsync(Ct).WaitAsync(Patience, Ct)}");
            request.Dispose();
        }
        Assert.Equal(acts.Select(act => $"{act.Method} {act.Path} {status}"), answers);
        Assert.Empty(team.Requests);
        var members = await team.Admin.Access.ListMembersAsync(team.Name, 100, Ct).ToListAsync(Ct);
        Assert.DoesNotContain(members, member => member.User == eve || member.User == team.Name + "-bot");
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task A_job_whose_key_ends_while_its_log_comes_writes_nothing(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        await team.Admin.Runs.CreateAsync(team.Name, AliasScene.Project, new CreateRunRequest { Id = "r" }, Ct);
        var key = ApiKeyText.JobPrefix + ApiKeyText.Create();
        var number = await team.Server.Database.WriteAsync(async tx =>
        {
            var place = await ProjectAccess.RequireAsync(tx, Actor.System, team.Name, AliasScene.Project, Permission.Publish);
            var run = await tx.ScalarAsync<long>("select id from runs where team_name = @team", new { team = team.Name });
            return await JobKeys.AdmitAsync(tx, key, "ada",
                new ActorLimits { TeamId = place.Team.Id, ProjectId = place.Project.Id, Run = run, ArtifactVersions = new HashSet<long>() }, depth: 1);
        }, Ct);
        var path = $"teams/{team.Name}/projects/{AliasScene.Project}/runs/r/logs";
        using var before = await SlowRequest.BeginAsync(team.Server.Url, key, "POST", path, "in time\n", Ct).WaitAsync(Patience, Ct);
        using var after = await SlowRequest.BeginAsync(team.Server.Url, key, "POST", path, "late\n", Ct).WaitAsync(Patience, Ct);

        Assert.Equal(200, await before.EndAsync(Ct).WaitAsync(Patience, Ct));
        await team.Server.Database.WriteAsync(tx => JobKeys.RevokeAsync(tx, [number]), Ct);

        Assert.Equal(401, await after.EndAsync(Ct).WaitAsync(Patience, Ct));
    }

    [Fact]
    public async Task Revoking_a_key_waits_for_what_the_key_is_doing()
    {
        var team = await servers.NewTeamAsync(Ct, TestEngine.Postgres);
        var name = $"{team.Name}-ada";
        await team.Admin.Access.CreateUserAsync(new CreateUserRequest { Name = name }, Ct);
        await team.Admin.Access.PutMemberAsync(team.Name, name, "member", Ct);
        var key = await team.Admin.Access.CreateApiKeyAsync(name, new CreateApiKeyRequest(), Ct);
        var actor = (await team.Server.Services.GetRequiredService<ActorLookup>().FindByKeyAsync(key.Key, Ct))!;
        var keys = team.Server.Services.GetRequiredService<ApiKeyOperations>();
        Task revoked = Task.CompletedTask;

        await team.Server.Database.WriteAsync(async tx =>
        {
            await TeamAccess.RequireAsync(tx, actor, team.Name, Permission.Publish);
            revoked = keys.RevokeAsync(Actor.System, name, key.Id, Ct);
            await Eventually.TrueAsync(async () => await team.Server.Database.ReadAsync(session => session.ScalarAsync<long>(
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"), Ct) > 0, "the wait", Ct);
            Assert.False(revoked.IsCompleted);
        }, Ct);

        await revoked.WaitAsync(Patience, Ct);
        Assert.Null(await team.Server.Services.GetRequiredService<ActorLookup>().FindByKeyAsync(key.Key, Ct));
    }
}

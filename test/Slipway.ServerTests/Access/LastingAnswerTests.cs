using Microsoft.Extensions.DependencyInjection;
using Slipway.Access;
using Slipway.Access.Keys;
using Slipway.Access.Permissions;
using Slipway.Access.Projects;
using Slipway.Access.Teams;
using Slipway.Api.Runs;
using Slipway.Storage;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Access;

/// <summary>What goes on for long, such as the connection of a page or a followed log, ends with the right to it.</summary>
public sealed class LastingAnswerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite, "sign out")]
    [InlineData(TestEngine.Sqlite, "sign out everywhere")]
    [InlineData(TestEngine.Postgres, "sign out everywhere")]
    [InlineData(TestEngine.Sqlite, "own password")]
    [InlineData(TestEngine.Sqlite, "password by an admin")]
    [InlineData(TestEngine.Postgres, "password by an admin")]
    [InlineData(TestEngine.Sqlite, "thirty days")]
    [InlineData(TestEngine.Postgres, "seven idle days")]
    public async Task S_H2_The_connection_of_a_page_ends_with_its_session(TestEngine engine, string end)
    {
        await using var scene = await SessionScene.StartAsync(engine, Ct);
        await scene.AddUserAsync("eve", SessionScene.Password, Ct);
        var (token, elsewhere) = (await scene.TokenAsync(Ct), await scene.TokenAsync(Ct));
        var eves = (await scene.SignInAsync(Ct, "eve")).Value.Token;
        using var socket = await OpenAsync(scene, token);
        using var other = await OpenAsync(scene, eves);
        Assert.Equal("{}", await socket.AnswerAsync(Ct));
        Assert.Equal("{}", await other.AnswerAsync(Ct));
        var ended = socket.EndAsync(Ct);
        var othersEnded = other.EndAsync(Ct);

        var ada = (await scene.Actors.FindBySessionAsync(token, Ct))!;
        await (end switch
        {
            "sign out" => scene.Sessions.SignOutAsync(token, Ct),
            "sign out everywhere" => scene.Sessions.SignOutEverywhereAsync(ada, Ct),
            "own password" => scene.Sessions.ChangePasswordAsync(ada, SessionScene.Password, "another horse battery", elsewhere, Ct),
            "password by an admin" => scene.Sessions.SetPasswordAsync(Actor.System, "ada", "another horse battery", Ct),
            _ => PassAsync(scene, TimeSpan.FromDays(end == "thirty days" ? 31 : 8)),
        });

        await ended.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        Assert.Equal(end.Contains("days", StringComparison.Ordinal), scene.Server.Database.ClockOffset > TimeSpan.Zero);
        if (!end.Contains("days", StringComparison.Ordinal))
        {
            Assert.Equal((null, "eve"), (await scene.WhoAsync(token, Ct), await scene.WhoAsync(eves, Ct)));
            Assert.False(othersEnded.IsCompleted);
        }
    }

    [Theory]
    [InlineData("/_blazor")]
    [InlineData("/_blazor/")]
    [InlineData("/_Blazor")]
    [InlineData("/_BLAZOR/?x=1")]
    public async Task S_H2_S_L14_The_connection_of_a_page_is_counted_and_ends_however_its_address_is_spelled(string path)
    {
        await using var scene = await SessionScene.StartAsync(TestEngine.Sqlite, Ct, "--user-pages", "1");
        var token = await scene.TokenAsync(Ct);
        using var first = await OpenAsync(scene, token, path);
        using var second = await OpenAsync(scene, token, path);
        Assert.Equal((101, 429), (first.Status, second.Status));

        var ended = first.EndAsync(Ct);
        await scene.Sessions.SignOutAsync(token, Ct);
        await ended.WaitAsync(TimeSpan.FromSeconds(30), Ct);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite, "events/stream", "member")]
    [InlineData(TestEngine.Postgres, "events/stream", "member")]
    [InlineData(TestEngine.Sqlite, "events/stream", "key")]
    [InlineData(TestEngine.Sqlite, "projects/iris/runs/r/logs?follow=true", "member")]
    [InlineData(TestEngine.Postgres, "projects/iris/runs/r/logs?follow=true", "member")]
    [InlineData(TestEngine.Sqlite, "projects/iris/runs/r/logs?follow=true", "key")]
    public async Task S_L15_A_stream_ends_with_the_membership_and_with_the_key(TestEngine engine, string path, string lost)
    {
        await using var scene = await SessionScene.StartAsync(engine, Ct);
        var admin = scene.Server.Admin;
        await admin.Access.CreateTeamAsync("acme", Ct);
        await admin.Access.CreateProjectAsync("acme", "iris", Ct);
        await admin.Runs.CreateAsync("acme", "iris", new CreateRunRequest { Id = "r" }, Ct);
        await admin.Access.PutMemberAsync("acme", "ada", "viewer", Ct);
        var key = (await scene.Server.Services.GetRequiredService<ApiKeyOperations>().CreateAsync(Actor.System, "ada", null, Ct)).Value;
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new("Bearer", key.Key);
        using var response = await http.GetAsync($"{scene.Server.Url}/api/v1/teams/acme/{path}", HttpCompletionOption.ResponseHeadersRead, Ct);
        Assert.True(response.IsSuccessStatusCode);
        var told = response.Content.ReadAsStringAsync(Ct);

        await (lost == "member"
            ? scene.Server.Services.GetRequiredService<MemberOperations>().RemoveAsync(Actor.System, "acme", "ada", Ct)
            : (Task)scene.Server.Services.GetRequiredService<ApiKeyOperations>().RevokeAsync(Actor.System, "ada", $"{key.Id}", Ct));

        await told.WaitAsync(TimeSpan.FromSeconds(30), Ct);
    }

    [Fact]
    public async Task S_L15_A_followed_log_ends_with_the_key_of_the_job_that_follows_it()
    {
        await using var scene = await SessionScene.StartAsync(TestEngine.Sqlite, Ct);
        var admin = scene.Server.Admin;
        await admin.Access.CreateTeamAsync("acme", Ct);
        await admin.Access.CreateProjectAsync("acme", "iris", Ct);
        await admin.Runs.CreateAsync("acme", "iris", new CreateRunRequest { Id = "r" }, Ct);
        var key = ApiKeyText.JobPrefix + ApiKeyText.Create();
        var number = await scene.Server.Database.WriteAsync(async tx =>
        {
            var place = await ProjectAccess.RequireAsync(tx, Actor.System, "acme", "iris", Permission.Publish);
            return await JobKeys.AdmitAsync(tx, key, "ada",
                new ActorLimits { TeamId = place.Team.Id, ProjectId = place.Project.Id, Run = 1, ArtifactVersions = new HashSet<long>() }, depth: 1);
        }, Ct);
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        using var response = await http.GetAsync(
            $"{scene.Server.Url}/api/v1/teams/acme/projects/iris/runs/r/logs?follow=true", HttpCompletionOption.ResponseHeadersRead, Ct);
        Assert.True(response.IsSuccessStatusCode);
        var told = response.Content.ReadAsStringAsync(Ct);

        await scene.Server.Database.WriteAsync(tx => JobKeys.ExpireAsync(tx, number, TimeSpan.FromMinutes(1)), Ct);
        await PassAsync(scene, TimeSpan.FromMinutes(2));

        await told.WaitAsync(TimeSpan.FromSeconds(30), Ct);
    }

    private static Task<PageSocket> OpenAsync(SessionScene scene, string token, string path = "/_blazor") =>
        PageSocket.OpenAsync(scene.Server.Url, [("Cookie", $"slipway={token}"), ("Origin", scene.Server.Url)], Ct, path);

    // Time passes, and somebody's rights change somewhere, at which all that lasts looks again without waiting for its turn.
    private static Task PassAsync(SessionScene scene, TimeSpan by)
    {
        scene.MoveClock(by);
        scene.Server.Services.GetRequiredService<WakeSignal>().Wake(new WakeTopic("access.changed"));
        return Task.CompletedTask;
    }
}

using System.Text;
using Slipway.Access;
using Slipway.Access.Sessions;
using Slipway.Api;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Access;

/// <summary>The life of a session, and what its cookie opens.</summary>
public sealed class WebSessionTests
{
    private static readonly (string Method, string Path)[] Writes =
        [("POST", "teams"), ("PUT", "users/ada/password"), ("PATCH", "teams/ada/automations/x"), ("DELETE", "teams/ada")];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task A_session_finds_the_actor_that_a_key_finds(TestEngine engine)
    {
        await using var scene = await SessionScene.StartAsync(engine, Ct);
        await scene.Server.Admin.Access.CreateTeamAsync("vision", Ct);
        await scene.Server.Admin.Access.PutMemberAsync("vision", "ada", "member", Ct);
        var token = await scene.TokenAsync(Ct);

        var bySession = (await scene.Actors.FindBySessionAsync(token, Ct))!;
        var byKey = (await scene.Actors.FindByKeyAsync(await scene.KeyAsync("ada", Ct), Ct))!;

        Assert.Equal(byKey.Memberships, bySession.Memberships);
        Assert.Equal(byKey with { Memberships = bySession.Memberships, Credential = bySession.Credential }, bySession);
        var (status, me) = await scene.SendAsync("GET", "me", token, Ct);
        Assert.Equal((200, "ada"), (status, me.GetProperty("name").GetString()));
        Assert.Null(await scene.WhoAsync("A" + token[1..], Ct));
        Assert.Null(await scene.WhoAsync("no token", Ct));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task The_cookie_never_changes_anything_over_REST_and_reads_for_our_own_pages_only(TestEngine engine)
    {
        await using var scene = await SessionScene.StartAsync(engine, Ct);
        var token = await scene.TokenAsync(Ct);

        foreach (var from in (string?[])[null, "same-origin", "none", "same-site", "cross-site"])
        {
            foreach (var (method, path) in Writes)
            {
                var (status, problem) = await scene.SendAsync(method, path, token, Ct, from, """{"name":"planted"}""");
                Assert.Equal((method, from, 401, ErrorCodes.Unauthorized), (method, from, status, problem.GetProperty("code").GetString()));
            }
            var reads = from is null or "same-origin" or "none";
            Assert.Equal((from, reads ? 200 : 401), (from, (await scene.SendAsync("GET", "me", token, Ct, from)).Status));
        }
        Assert.Equal(404, (await scene.SendAsync("GET", "teams/planted", token, Ct)).Status);
    }

    [Fact]
    public async Task A_key_wins_over_the_cookie_also_when_it_is_wrong()
    {
        await using var scene = await SessionScene.StartAsync(TestEngine.Sqlite, Ct);
        var token = await scene.TokenAsync(Ct);

        var (_, me) = await scene.SendAsync("GET", "me", token, Ct, "cross-site", key: scene.Server.AdminKey);
        Assert.Equal("admin", me.GetProperty("name").GetString());
        Assert.Equal(401, (await scene.SendAsync("GET", "me", token, Ct, key: "no-such-key")).Status);
        Assert.Equal(201, (await scene.SendAsync("POST", "teams", token, Ct, body: """{"name":"vision"}""", key: scene.Server.AdminKey)).Status);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task Signing_out_ends_this_session_or_all_of_them(TestEngine engine)
    {
        await using var scene = await SessionScene.StartAsync(engine, Ct);
        var (first, second, third) = (await scene.TokenAsync(Ct), await scene.TokenAsync(Ct), await scene.TokenAsync(Ct));
        await scene.AddUserAsync("eve", SessionScene.Password, Ct);
        var eves = (await scene.SignInAsync(Ct, "eve")).Value.Token;

        await scene.Sessions.SignOutAsync(first, Ct);
        Assert.Equal((null, "ada", "ada"), (await scene.WhoAsync(first, Ct), await scene.WhoAsync(second, Ct), await scene.WhoAsync(third, Ct)));

        var ada = (await scene.Actors.FindBySessionAsync(second, Ct))!;
        var listed = await scene.Sessions.ListAsync(ada, second, Ct);
        Assert.Equal([false, true], listed.OrderByDescending(session => session.Id).Select(session => session.IsCurrent));
        Assert.All(listed, session => Assert.Equal(("Browser/1.0", SessionScene.Here), (session.UserAgent, session.Address)));

        Assert.Equal(2, await scene.Sessions.SignOutEverywhereAsync(ada, Ct));
        Assert.Equal((null, null, "eve"), (await scene.WhoAsync(second, Ct), await scene.WhoAsync(third, Ct), await scene.WhoAsync(eves, Ct)));
        Assert.Equal(401, (await scene.SendAsync("GET", "me", second, Ct)).Status);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task A_session_ends_after_seven_idle_days_and_after_thirty_busy_ones(TestEngine engine)
    {
        await using var scene = await SessionScene.StartAsync(engine, Ct);
        var (busy, idle) = (await scene.TokenAsync(Ct), await scene.TokenAsync(Ct));
        for (var day = 0; day < 5; day++)
        {
            scene.MoveClock(TimeSpan.FromDays(5.9));
            Assert.Equal("ada", await scene.WhoAsync(busy, Ct));
        }
        Assert.Null(await scene.WhoAsync(idle, Ct));
        scene.MoveClock(TimeSpan.FromDays(0.6));
        Assert.Null(await scene.WhoAsync(busy, Ct));

        await scene.TokenAsync(Ct);
        Assert.Equal(1, await scene.Server.Database.ReadAsync(session => session.ScalarAsync<int>("select count(*) from web_sessions"), Ct));
    }

    [Fact]
    public async Task Use_is_noted_every_five_minutes()
    {
        await using var scene = await SessionScene.StartAsync(TestEngine.Sqlite, Ct);
        var token = await scene.TokenAsync(Ct);
        var ada = (await scene.Actors.FindBySessionAsync(token, Ct))!;
        async Task<DateTimeOffset> SeenAsync()
        {
            await scene.WhoAsync(token, Ct);
            return Assert.Single(await scene.Sessions.ListAsync(ada, null, Ct)).LastSeenAt;
        }

        var before = await SeenAsync();
        scene.MoveClock(TimeSpan.FromMinutes(4));
        Assert.Equal(before, await SeenAsync());
        scene.MoveClock(TimeSpan.FromMinutes(2));
        Assert.InRange(await SeenAsync() - before, TimeSpan.FromMinutes(6), TimeSpan.FromMinutes(9));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task No_row_holds_a_token_or_what_was_typed(TestEngine engine)
    {
        await using var scene = await SessionScene.StartAsync(engine, Ct);
        var token = await scene.TokenAsync(Ct);
        await scene.SignInAsync(Ct, "typed-into-the-wrong-field", "wrong");

        var text = new StringBuilder();
        foreach (var table in (string[])["web_sessions", "sign_in_failures", "audit_entries", "users"])
        {
            foreach (var row in await scene.Server.Database.ReadAsync(session => session.QueryAsync<dynamic>($"select * from {table}"), Ct))
            {
                text.AppendJoin(' ', ((IDictionary<string, object>)row).Values).AppendLine();
            }
        }
        Assert.Contains(SessionToken.Hash(token), text.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(token, text.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("typed-into-the-wrong-field", text.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(token, new NewSession(token, DateTimeOffset.UnixEpoch).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_browser_says_of_itself_is_kept_as_plain_text_of_bounded_length()
    {
        await using var scene = await SessionScene.StartAsync(TestEngine.Postgres, Ct);
        var odd = "A\0\u001b\ud83d" + new string('x', 500);
        Assert.False((await scene.Sessions.SignInAsync("ada", SessionScene.Password, new SignInPlace(odd, odd, null), Ct)).IsRefused(out _));
        var ada = new Actor { Id = default, Name = "", Kind = ActorKind.User, IsInstanceAdmin = false, Memberships = new Dictionary<TeamId, Slipway.Access.Permissions.Role>() };
        var id = await scene.Server.Database.ReadAsync(session => session.ScalarAsync<long>("select id from users where name = 'ada'"), Ct);
        Assert.Equal("A" + new string('x', 199), Assert.Single(await scene.Sessions.ListAsync(ada with { Id = new UserId(id) }, null, Ct)).UserAgent);
    }
}

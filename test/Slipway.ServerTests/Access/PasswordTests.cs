using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Slipway.Access.Sessions;
using Slipway.Api;
using Slipway.Api.Http;
using Slipway.Rest;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Access;

/// <summary>Guessing passwords, and changing them.</summary>
public sealed class PasswordTests
{
    private const string Next = "another horse battery";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task A_wrong_name_and_a_wrong_password_are_the_same_answer(TestEngine engine)
    {
        await using var scene = await SessionScene.StartAsync(engine, Ct);
        await scene.AddUserAsync("keys-only", null, Ct);
        await scene.Server.Admin.Access.CreateTeamAsync("vision", Ct);
        await scene.Server.Admin.Access.CreateServiceAccountAsync("vision", new() { Name = "robot", Role = "member" }, Ct);

        var expected = (await scene.SignInAsync(Ct, password: "wrong")).Refusal!;

        Assert.Equal(ErrorCodes.Unauthorized, expected.Code);
        foreach (var name in (string[])["nobody", "keys-only", "robot", "ADA", "", "a\0b", "\ud83d", new string('x', 5000)])
        {
            Assert.Equal(expected, (await scene.SignInAsync(Ct, name)).Refusal);
        }
        foreach (var password in (string[])["", SessionScene.Password + " ", new string('x', 5000)])
        {
            Assert.Equal(expected, (await scene.SignInAsync(Ct, password: password)).Refusal);
        }
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task After_five_failures_of_a_name_from_one_network_even_the_right_password_waits_there(TestEngine engine)
    {
        await using var scene = await SessionScene.StartAsync(engine, Ct);
        await scene.AddUserAsync("eve", SessionScene.Password, Ct);
        for (var guess = 0; guess < 5; guess++)
        {
            Assert.Equal(ErrorCodes.Unauthorized, (await scene.SignInAsync(Ct, guess % 2 == 0 ? "ada" : "Ada", "wrong", "2001:db8::" + guess)).Refusal?.Code);
        }

        AssertThrottled(await scene.SignInAsync(Ct, address: "2001:db8::77"));
        Assert.Null((await scene.SignInAsync(Ct, "eve", address: "2001:db8::77")).Refusal);

        // What was refused unseen does not put off the end.
        scene.MoveClock(TimeSpan.FromMinutes(15));
        Assert.Null((await scene.SignInAsync(Ct, address: "2001:db8::77")).Refusal);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task S_M12_Nobody_is_locked_out_by_guesses_from_other_networks(TestEngine engine)
    {
        await using var scene = await SessionScene.StartAsync(engine, Ct);
        for (var guess = 0; guess < 30; guess++)
        {
            await scene.SignInAsync(Ct, password: "wrong", address: $"192.0.2.{guess / 6}");
        }
        AssertThrottled(await scene.SignInAsync(Ct, address: "192.0.2.1"));
        Assert.Null((await scene.SignInAsync(Ct, address: "198.51.100.1")).Refusal);
        Assert.Null((await scene.SignInAsync(Ct, address: null)).Refusal);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task S_M12_A_browser_where_the_name_was_signed_in_has_failures_of_its_own(TestEngine engine)
    {
        await using var scene = await SessionScene.StartAsync(engine, Ct);
        // As behind a proxy that is not named in trusted-proxies: everybody has one address.
        for (var guess = 0; guess < 25; guess++)
        {
            await scene.SignInAsync(Ct, guess < 5 ? "ada" : $"user{guess}", "wrong");
        }
        AssertThrottled(await scene.SignInAsync(Ct));
        Assert.Null((await scene.SignInAsync(Ct, browser: "known")).Refusal);

        for (var guess = 0; guess < 10; guess++)
        {
            Assert.Equal(ErrorCodes.Unauthorized, (await scene.SignInAsync(Ct, password: "wrong", browser: "stolen")).Refusal?.Code);
        }
        AssertThrottled(await scene.SignInAsync(Ct, browser: "stolen"));
        Assert.Null((await scene.SignInAsync(Ct, browser: "known")).Refusal);
    }

    [Fact]
    public async Task S_M12_Guesses_at_one_name_from_everywhere_slow_the_next_one_down_and_refuse_nobody()
    {
        await using var scene = await SessionScene.StartAsync(TestEngine.Sqlite, Ct);
        var time = new FakeTimeProvider();
        var sessions = new SessionOperations(scene.Server.Database, time, NullLogger<SessionOperations>.Instance);
        for (var guess = 0; guess < 50; guess++)
        {
            Assert.NotNull((await scene.SignInAsync(Ct, password: "wrong", address: $"198.51.100.{guess}")).Refusal);
        }

        var late = sessions.SignInAsync("ada", SessionScene.Password, new SignInPlace(null, "203.0.113.1", null), Ct);
        await Eventually.TrueAsync(async () => await scene.Server.Database.ReadAsync(
            session => session.ScalarAsync<long>("select count(*) from sign_in_failures"), Ct) == 50 * 3 + 3, "the guess is written down", Ct);
        Assert.False(late.IsCompleted);
        while (!late.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        Assert.Null((await late).Refusal);
        // Who is known there waits for nobody.
        Assert.Null((await sessions.SignInAsync("ada", SessionScene.Password, new SignInPlace(null, "203.0.113.1", "known"), Ct)).Refusal);
    }

    [Fact]
    public async Task S_M12_The_own_password_can_be_changed_whatever_others_guess()
    {
        await using var scene = await SessionScene.StartAsync(TestEngine.Sqlite, Ct);
        var token = await scene.TokenAsync(Ct);
        var ada = (await scene.Actors.FindBySessionAsync(token, Ct))!;
        for (var guess = 0; guess < 12; guess++)
        {
            await scene.SignInAsync(Ct, password: "wrong", address: $"198.51.100.{guess % 3}");
        }
        Assert.Null((await scene.Sessions.ChangePasswordAsync(ada, SessionScene.Password, Next, token, Ct)).Refusal);
    }

    [Fact]
    public async Task S_M12_A_browser_is_known_by_its_cookie_which_only_this_server_makes()
    {
        await using var scene = await SessionScene.StartAsync(TestEngine.Sqlite, Ct);
        using var browser = new FormBrowser(scene.Server.Url);
        using var other = new FormBrowser(scene.Server.Url);
        Assert.Equal(302, await browser.SignInAsync("ada", SessionScene.Password, Ct));
        browser.Forget("slipway");
        for (var guess = 0; guess < 5; guess++)
        {
            Assert.Equal(401, await other.SignInAsync("ada", "wrong", Ct));
        }
        Assert.Equal(429, await other.SignInAsync("ada", SessionScene.Password, Ct));
        Assert.Equal(302, await browser.SignInAsync("ada", SessionScene.Password, Ct));

        other.Set("slipway-known", "made-up");
        Assert.Equal(429, await other.SignInAsync("ada", SessionScene.Password, Ct));
        // Of another name it helps nothing.
        await scene.AddUserAsync("eve", SessionScene.Password, Ct);
        using var eves = new FormBrowser(scene.Server.Url);
        Assert.Equal(302, await eves.SignInAsync("eve", SessionScene.Password, Ct));
        Assert.Equal(429, await eves.SignInAsync("ada", SessionScene.Password, Ct));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task After_twenty_failures_of_an_address_it_waits_whatever_the_name(TestEngine engine)
    {
        await using var scene = await SessionScene.StartAsync(engine, Ct);
        for (var guess = 0; guess < 20; guess++)
        {
            Assert.Equal(ErrorCodes.Unauthorized, (await scene.SignInAsync(Ct, $"user{guess}", "wrong", $"2001:db8::{guess}")).Refusal?.Code);
        }
        AssertThrottled(await scene.SignInAsync(Ct, address: "2001:db8::ffff"));
        Assert.Null((await scene.SignInAsync(Ct, address: "2001:db8:0:1::1")).Refusal);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task Guesses_at_the_same_moment_are_counted_too(TestEngine engine)
    {
        await using var scene = await SessionScene.StartAsync(engine, Ct);
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => Task.Run(() => scene.SignInAsync(Ct, password: "wrong", address: null))));
        Assert.InRange(answers.Count(answer => answer.Refusal?.Code == ErrorCodes.Unauthorized), 0, 5);
    }

    [Fact]
    public async Task The_right_password_clears_the_failures_of_the_name()
    {
        await using var scene = await SessionScene.StartAsync(TestEngine.Sqlite, Ct);
        for (var guess = 0; guess < 12; guess++)
        {
            var right = guess % 4 == 3;
            Assert.Equal(right ? null : ErrorCodes.Unauthorized, (await scene.SignInAsync(Ct, password: right ? SessionScene.Password : "wrong")).Refusal?.Code);
        }
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task A_changed_password_ends_the_other_sessions(TestEngine engine)
    {
        await using var scene = await SessionScene.StartAsync(engine, Ct);
        var (here, elsewhere) = (await scene.TokenAsync(Ct), await scene.TokenAsync(Ct));
        var ada = (await scene.Actors.FindBySessionAsync(here, Ct))!;

        Assert.Equal("current", Field(await scene.Sessions.ChangePasswordAsync(ada, "wrong", Next, here, Ct)));
        Assert.Equal("next", Field(await scene.Sessions.ChangePasswordAsync(ada, SessionScene.Password, "elevenchars", here, Ct)));
        Assert.Equal("next", Field(await scene.Sessions.ChangePasswordAsync(ada, SessionScene.Password, new string('x', 257), here, Ct)));
        Assert.Equal("ada", await scene.WhoAsync(elsewhere, Ct));

        Assert.Null((await scene.Sessions.ChangePasswordAsync(ada, SessionScene.Password, Next, here, Ct)).Refusal);

        Assert.Equal(("ada", null), (await scene.WhoAsync(here, Ct), await scene.WhoAsync(elsewhere, Ct)));
        Assert.Equal(ErrorCodes.Unauthorized, (await scene.SignInAsync(Ct)).Refusal?.Code);
        Assert.Null((await scene.SignInAsync(Ct, password: Next)).Refusal);
        Assert.Contains("password.changed", await ActionsAsync(scene));
    }

    [Fact]
    public async Task Wrong_guesses_of_the_current_password_are_throttled()
    {
        await using var scene = await SessionScene.StartAsync(TestEngine.Sqlite, Ct);
        var token = await scene.TokenAsync(Ct);
        var ada = (await scene.Actors.FindBySessionAsync(token, Ct))!;
        for (var guess = 0; guess < 5; guess++)
        {
            await scene.Sessions.ChangePasswordAsync(ada, "wrong", Next, token, Ct);
        }
        Assert.Equal(ErrorCodes.TooManyAttempts, (await scene.Sessions.ChangePasswordAsync(ada, SessionScene.Password, Next, token, Ct)).Refusal?.Code);
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task An_instance_admin_gives_the_first_password_and_a_new_one(TestEngine engine)
    {
        await using var scene = await SessionScene.StartAsync(engine, Ct);
        var token = await scene.TokenAsync(Ct);

        await scene.Server.Admin.Access.SetPasswordAsync("admin", Next, Ct);
        await scene.Server.Admin.Access.SetPasswordAsync("ada", Next, Ct);

        Assert.Null((await scene.SignInAsync(Ct, "admin", Next)).Refusal);
        Assert.Null((await scene.SignInAsync(Ct, password: Next)).Refusal);
        Assert.Null(await scene.WhoAsync(token, Ct));
        await RefusedAsync(ErrorCodes.NotFound, scene.Server.Admin.Access.SetPasswordAsync("nobody", Next, Ct));
        await RefusedAsync(ErrorCodes.Invalid, scene.Server.Admin.Access.SetPasswordAsync("ada", "short", Ct));
        await RefusedAsync(ErrorCodes.Forbidden, scene.Server.ClientFor(await scene.KeyAsync("ada", Ct)).Access.SetPasswordAsync("ada", Next, Ct));
    }

    private static async Task RefusedAsync(string code, Task request) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<SlipwayApiException>(() => request)).Problem.Code);

    private static void AssertThrottled<T>(Outcome<T> outcome)
    {
        Assert.Equal(ErrorCodes.TooManyAttempts, outcome.Refusal?.Code);
        Assert.Contains("Try again in 1", outcome.Refusal!.Detail, StringComparison.Ordinal);
        Assert.InRange((int)outcome.Refusal.Facts!["retryAfter"]!, 10 * 60, 15 * 60);
    }

    private static string? Field<T>(Outcome<T> outcome) => outcome.Refusal?.Errors?.Keys.Single();

    private static async Task<IReadOnlyList<string>> ActionsAsync(SessionScene scene) =>
        await scene.Server.Database.ReadAsync(session => session.QueryAsync<string>("select action from audit_entries"), Ct);
}

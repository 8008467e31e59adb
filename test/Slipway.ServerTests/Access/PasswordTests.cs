using Slipway.Access;
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
    public async Task After_five_failures_of_a_name_even_the_right_password_waits(TestEngine engine)
    {
        await using var scene = await SessionScene.StartAsync(engine, Ct);
        await scene.AddUserAsync("eve", SessionScene.Password, Ct);
        for (var guess = 0; guess < 5; guess++)
        {
            Assert.Equal(ErrorCodes.Unauthorized, (await scene.SignInAsync(Ct, guess % 2 == 0 ? "ada" : "Ada", "wrong", $"192.0.2.{guess}")).Refusal?.Code);
        }

        AssertThrottled(await scene.SignInAsync(Ct, address: "192.0.2.77"));
        AssertThrottled(await scene.SignInAsync(Ct, address: null));
        Assert.Null((await scene.SignInAsync(Ct, "eve")).Refusal);

        // What was refused unseen does not put off the end.
        scene.MoveClock(TimeSpan.FromMinutes(15));
        Assert.Null((await scene.SignInAsync(Ct)).Refusal);
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

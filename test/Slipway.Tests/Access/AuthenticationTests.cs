using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Access;
using Slipway.Access.Sessions;
using Slipway.Rest;
using Slipway.Access.Users;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Access;

/// <summary>What the cookie of a session does at pages, at anonymous addresses and elsewhere.</summary>
public sealed class AuthenticationTests : IAsyncLifetime
{
    private const string Password = "correct horse battery";
    private static readonly CancellationToken Ct = CancellationToken.None;
    private TestDatabase _database = null!;
    private ServiceProvider _services = null!;
    private string _token = null!;

    public async ValueTask InitializeAsync()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddAccess();
        _database = await TestDatabase.CreateAsync(TestEngine.Sqlite, services);
        services.AddSingleton(_database.Database);
        _services = services.BuildServiceProvider();
        await _services.GetRequiredService<UserOperations>().CreateAsync(Actor.System, new NewUser("ada", null, Password), Ct);
        _token = (await _services.GetRequiredService<SessionOperations>().SignInAsync("ada", Password, new SignInPlace(null, null, null), Ct)).Value.Token;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_page_without_an_actor_leads_to_the_sign_in_and_back()
    {
        var answer = await SendAsync("GET", "/teams/vision", "", null, new PageAttribute());
        Assert.Equal((302, "/sign-in?returnUrl=%2Fteams%2Fvision"), (answer.Status, answer.Location));
        Assert.Equal("ada", (await SendAsync("GET", "/teams/vision", _token, null, new PageAttribute())).Actor);
    }

    [Theory]
    [InlineData("GET", null, null, "ada")]
    [InlineData("POST", null, null, "ada")]
    [InlineData("POST", "same-origin", "navigate", "ada")]
    [InlineData("GET", "cross-site", "navigate", "ada")]
    [InlineData("GET", "cross-site", "no-cors", null)]
    [InlineData("GET", "same-site", "websocket", null)]
    [InlineData("POST", "cross-site", "navigate", null)]
    [InlineData("POST", "same-site", "cors", null)]
    public async Task At_a_page_the_cookie_counts_but_not_for_what_another_site_sends(string method, string? from, string? mode, string? actor)
    {
        Assert.Equal(actor, (await SendAsync(method, "/settings", _token, from, mode, new PageAttribute())).Actor);
        Assert.Equal(actor, (await SendAsync(method, "/sign-in", _token, from, mode, new AllowAnonymousAttribute())).Actor);
    }

    [Theory]
    [InlineData("/graphql", "POST", null, null)]
    [InlineData("/graphql", "GET", null, "ada")]
    [InlineData("/graphql", "GET", "cross-site", null)]
    [InlineData("/api/v1/me", "GET", null, "ada")]
    [InlineData("/API/v1/me", "POST", null, null)]
    public async Task Elsewhere_it_only_reads(string path, string method, string? from, string? actor)
    {
        var answer = await SendAsync(method, path, _token, from);
        Assert.Equal((actor, actor is null ? 401 : 200), (answer.Actor, answer.Status));
    }

    [Fact]
    public async Task Under_api_nothing_is_a_page()
    {
        Assert.Equal(401, (await SendAsync("GET", "/api/v1/me", "", null, new PageAttribute())).Status);
        Assert.Equal(401, (await SendAsync("POST", "/api/v1/me", _token, null, new PageAttribute())).Status);
        Assert.Null((await SendAsync("PUT", "/api/v1/upload", _token, null, new AllowAnonymousAttribute())).Actor);
    }

    [Fact]
    public async Task An_anonymous_address_is_open_with_a_bad_cookie_too()
    {
        var answer = await SendAsync("GET", "/sign-in", "A" + _token[1..], null, new AllowAnonymousAttribute());
        Assert.Equal((200, null), (answer.Status, answer.Actor));
    }

    private Task<Answer> SendAsync(string method, string path, string token, string? from, params object[] metadata) =>
        SendAsync(method, path, token, from, null, metadata);

    private async Task<Answer> SendAsync(string method, string path, string token, string? from, string? mode, params object[] metadata)
    {
        string? actor = null;
        var authentication = new Authentication(
            context =>
            {
                actor = context.FindActor()?.Name;
                return Task.CompletedTask;
            },
            _services.GetRequiredService<ActorLookup>(),
            new PublicAddress(new Uri("http://localhost")));
        var context = new DefaultHttpContext();
        context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(metadata), path));
        (context.Request.Method, context.Request.Path, context.Request.Headers.Cookie) = (method, path, $"slipway={token}");
        context.Request.Headers["Sec-Fetch-Site"] = from;
        context.Request.Headers["Sec-Fetch-Mode"] = mode;
        await authentication.InvokeAsync(context);
        return new Answer(context.Response.StatusCode, context.Response.Headers.Location.ToString(), actor);
    }

    private sealed record Answer(int Status, string Location, string? Actor);
}

using Microsoft.AspNetCore.Http;
using Slipway.Tests.Api;

namespace Slipway.Tests.Cli;

public sealed class LoginTests
{
    private const string Ada =
        """{"name":"ada","kind":"user","email":null,"instanceAdmin":false,"teams":[{"team":"vision","role":"member"}]}""";

    [Fact]
    public async Task Login_remembers_server_key_and_the_only_team_for_its_owner_alone()
    {
        await using var server = await StartAsync();
        using var cli = new CommandLine();

        Assert.Equal(0, await cli.RunWithInputAsync("the-key\n", "login", server.Address.AbsoluteUri));

        var config = await File.ReadAllTextAsync(cli.ConfigFile, TestContext.Current.CancellationToken);
        Assert.Contains("\"apiKey\": \"the-key\"", config);
        Assert.Contains("\"team\": \"vision\"", config);
        Assert.DoesNotContain("the-key", cli.Out + cli.Error);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(cli.ConfigFile));
        }

        Assert.Equal(0, await cli.RunAsync("whoami"));
        Assert.Contains("ada (user)", cli.Out);
    }

    [Fact]
    public async Task A_remembered_key_is_not_sent_to_another_server()
    {
        var seen = "unset";
        await using var server = await StartAsync();
        await using var other = await StubServer.StartAsync(context =>
        {
            seen = context.Request.Headers.Authorization.ToString();
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        });
        using var cli = new CommandLine();
        await cli.RunWithInputAsync("the-key", "login", server.Address.AbsoluteUri);

        Assert.Equal(1, await cli.RunAsync("whoami", "--server", other.Address.AbsoluteUri));
        Assert.Equal("", seen);
    }

    [Fact]
    public async Task A_refused_key_is_not_remembered()
    {
        await using var server = await StubServer.StartAsync(async context =>
        {
            context.Response.StatusCode = 401;
            context.Response.ContentType = "application/problem+json";
            await context.Response.WriteAsync("""{"code":"unauthorized","detail":"The key is unknown."}""");
        });
        using var cli = new CommandLine();

        Assert.Equal(1, await cli.RunWithInputAsync("wrong", "login", server.Address.AbsoluteUri));
        Assert.False(File.Exists(cli.ConfigFile));
    }

    [Fact]
    public async Task Logout_forgets_the_key()
    {
        await using var server = await StartAsync();
        using var cli = new CommandLine();
        await cli.RunWithInputAsync("the-key", "login", server.Address.AbsoluteUri);

        Assert.Equal(0, await cli.RunAsync("logout"));
        Assert.DoesNotContain("the-key", await File.ReadAllTextAsync(cli.ConfigFile, TestContext.Current.CancellationToken));
    }

    private static Task<StubServer> StartAsync() => StubServer.StartAsync(context =>
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(Ada);
    });
}

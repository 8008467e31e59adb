using Microsoft.AspNetCore.Http;
using Slipway.Tests.Api;

namespace Slipway.Tests.Cli;

public sealed class MessageTests
{
    [Theory]
    [InlineData("frobnicate", "slipway: Unrecognized command or argument 'frobnicate'.\nTry: slipway --help\n")]
    [InlineData("alias put", "slipway: Unrecognized command or argument 'put'.\nTry: slipway alias --help\n")]
    [InlineData("alias", "slipway: Required command was not provided.\nTry: slipway alias --help\n")]
    public async Task A_word_that_is_no_command_is_all_that_is_told(string args, string told)
    {
        using var cli = new CommandLine();

        Assert.Equal(2, await cli.RunAsync(args.Split(' ')));
        Assert.Equal(told, cli.Error);
    }

    [Theory]
    [InlineData("There is no team 'x' that you belong to.", "slipway: There is no team 'x' that you belong to. (not_found)\nWhich teams you are in: slipway whoami.\n")]
    [InlineData("Team 't' has no webhook 'ci'.", "slipway: Team 't' has no webhook 'ci'. (not_found)\n")]
    public async Task Only_a_team_that_is_not_found_is_a_question_of_membership(string detail, string told)
    {
        await using var server = await StubServer.StartAsync(async context =>
        {
            context.Response.StatusCode = 404;
            context.Response.ContentType = "application/problem+json";
            await context.Response.WriteAsync($$"""{"code":"not_found","detail":"{{detail}}"}""");
        });
        using var cli = new CommandLine();

        Assert.Equal(1, await cli.RunAsync("webhook", "delete", "ci", "--team", "t", "--server", server.Address.AbsoluteUri));
        Assert.Equal(told, cli.Error);
    }
}

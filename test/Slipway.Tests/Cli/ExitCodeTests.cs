using Microsoft.AspNetCore.Http;
using Slipway.Tests.Api;

namespace Slipway.Tests.Cli;

public sealed class ExitCodeTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("publish --help")]
    [InlineData("automation create -h")]
    [InlineData("--version")]
    public async Task Help_is_done(string args)
    {
        using var cli = new CommandLine();

        Assert.Equal(0, await cli.RunAsync(args.Split(' ')));
        Assert.NotEmpty(cli.Out);
        Assert.Empty(cli.Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("frobnicate")]
    [InlineData("models --bogus")]
    [InlineData("publish")]
    [InlineData("publish no-such-file --name a/b/c")]
    [InlineData("alias add Iris:v1")]
    [InlineData("models --limit 0")]
    [InlineData("models")]
    [InlineData("link a/b/c Iris --team t")]
    [InlineData("link a/b/c:v1 x/y/z")]
    [InlineData("secret set A --team t")]
    [InlineData("secret set A --value x --value-file y --team t")]
    [InlineData("webhook create a https://x.example --header nocolon --team t")]
    [InlineData("automation create a --team t")]
    [InlineData("automation create a --event LINK_ARTIFACT --team t")]
    [InlineData("models --team t --server ftp://x")]
    public async Task Wrong_use_answers_2_and_says_what_is_right(string args)
    {
        using var cli = new CommandLine();

        Assert.Equal(2, await cli.RunAsync(args.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.StartsWith("slipway: ", cli.Error);
        Assert.Empty(cli.Out);
    }

    [Fact]
    public async Task A_server_that_is_not_there_answers_1_and_says_what_to_do()
    {
        using var cli = new CommandLine();

        Assert.Equal(1, await cli.RunAsync("models", "--team", "t", "--server", "http://127.0.0.1:1"));
        Assert.Contains("cannot reach http://127.0.0.1:1/", cli.Error);
        Assert.Contains("Is the server running?", cli.Error);
    }

    [Fact]
    public async Task A_refusal_answers_1_with_its_code_its_fields_and_a_hint()
    {
        await using var server = await StubServer.StartAsync(async context =>
        {
            context.Response.StatusCode = 409;
            context.Response.ContentType = "application/problem+json";
            await context.Response.WriteAsync(
                """
                {"code":"secret_in_use","detail":"The secret is in use.","errors":{"name":["Used."]},
                 "usedBy":[{"kind":"webhook","name":"ci"}]}
                """);
        });
        using var cli = new CommandLine();

        Assert.Equal(1, await cli.RunAsync("secret", "delete", "A", "--team", "t", "--server", server.Address.AbsoluteUri));
        Assert.Equal(
            """
            slipway: The secret is in use. (secret_in_use)
              name: Used.
              used by webhook ci
            Delete its users first, or disable them with --force.

            """,
            cli.Error);
    }

    [Fact]
    public async Task A_webhook_test_that_was_not_taken_answers_1_and_shows_the_exchange()
    {
        await using var server = await StubServer.StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(
                """
                {"delivered":false,"status":500,"durationMs":12.5,
                 "request":{"url":"https://ci.example.com/","headers":{"User-Agent":"Slipway"},"body":"{}"},
                 "response":{"headers":{"Content-Type":"text/plain"},"body":"b\u001b[2Jroken","truncated":false},
                 "error":{"code":"http_status","message":"The receiver answered 500.","remedy":"Look into its log."}}
                """);
        });
        using var cli = new CommandLine();

        Assert.Equal(1, await cli.RunAsync("webhook", "test", "ci", "--team", "t", "--server", server.Address.AbsoluteUri));
        Assert.Contains("> POST https://ci.example.com/", cli.Out);
        Assert.Contains("< 500 after 12.5 ms", cli.Out);
        Assert.Contains("b\\u001b[2Jroken", cli.Out);
        Assert.Contains("Not delivered: The receiver answered 500. (http_status)", cli.Out);
    }

    [Fact]
    public async Task A_value_on_the_command_line_is_taken_with_a_warning()
    {
        var body = "";
        await using var server = await StubServer.StartAsync(async context =>
        {
            body = await new StreamReader(context.Request.Body).ReadToEndAsync();
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(
                """{"name":"A","updatedAt":"2026-01-01T00:00:00Z","updatedBy":"ada","usedBy":[]}""");
        });
        using var cli = new CommandLine();
        string[] target = ["--team", "t", "--server", server.Address.AbsoluteUri];

        Assert.Equal(0, await cli.RunAsync(["secret", "set", "A", "--value", "hunter2", .. target]));
        Assert.Contains("Warning", cli.Error);
        Assert.Equal("""{"value":"hunter2"}""", body);

        Assert.Equal(0, await cli.RunWithInputAsync("from stdin\n", ["secret", "set", "A", .. target]));
        Assert.Empty(cli.Error);
        Assert.Equal("""{"value":"from stdin"}""", body);
        Assert.DoesNotContain("from stdin", cli.Out);
    }

    [Fact]
    public async Task The_environment_names_server_key_and_team()
    {
        var authorization = "";
        await using var server = await StubServer.StartAsync(async context =>
        {
            authorization = context.Request.Headers.Authorization.ToString();
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("""{"items":[],"nextCursor":null}""");
        });
        using var cli = new CommandLine();
        cli.Environment = cli.Environment with { Url = server.Address.AbsoluteUri, ApiKey = "k", Team = "vision" };

        Assert.Equal(0, await cli.RunAsync("models", "--json"));
        Assert.Equal("[]", cli.Out.Trim());
        Assert.Equal("Bearer k", authorization);
        Assert.StartsWith("GET /api/v1/teams/vision/registry/models", server.Requests.Single());
    }
}

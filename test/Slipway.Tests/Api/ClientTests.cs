using System.Net;
using Microsoft.AspNetCore.Http;
using Slipway.Api;
using Slipway.Api.Http;

namespace Slipway.Tests.Api;

public sealed class ClientTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_problem_becomes_an_exception_with_its_code_and_errors()
    {
        await using var server = await StubServer.StartAsync(async context =>
        {
            context.Response.StatusCode = 422;
            context.Response.ContentType = "application/problem+json";
            context.Response.Headers.RetryAfter = "7";
            await context.Response.WriteAsync(
                """{"title":"No","status":422,"detail":"The name is reserved.","code":"name_reserved","errors":{"name":["Reserved."]}}""");
        });

        var refused = await Assert.ThrowsAsync<SlipwayApiException>(() => server.Client.Access.CreateTeamAsync("api", Ct));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal(ErrorCodes.NameReserved, refused.Code);
        Assert.Equal("The name is reserved.", refused.Message);
        Assert.Equal(["Reserved."], refused.Problem.Errors!["name"]);
        Assert.Equal(TimeSpan.FromSeconds(7), refused.RetryAfter);
    }

    [Theory]
    [InlineData(200, "text/html", "<html>a proxy</html>")]
    [InlineData(502, "text/html", "<html>bad gateway</html>")]
    [InlineData(500, "application/problem+json", "{ cut o")]
    public async Task What_is_not_Slipway_becomes_an_exception_without_code(int status, string type, string body)
    {
        await using var server = await StubServer.StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            await context.Response.WriteAsync(body);
        });

        var refused = await Assert.ThrowsAsync<SlipwayApiException>(() => server.Client.Access.MeAsync(Ct));

        Assert.Equal(status, (int)refused.Status);
        Assert.Null(refused.Code);
    }

    [Fact]
    public async Task Lists_follow_the_cursor_and_end_with_it()
    {
        await using var server = await StubServer.StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(context.Request.Query["cursor"].ToString() switch
            {
                "" => """{"items":[{"id":"2","name":"b","createdAt":"2026-01-01T00:00:00Z"}],"nextCursor":"x y"}""",
                _ => """{"items":[{"id":"1","name":"a","createdAt":"2026-01-01T00:00:00Z"}],"nextCursor":null}""",
            });
        });

        var names = await server.Client.Access.ListTeamsAsync(10, Ct).Select(team => team.Name).ToListAsync(Ct);

        Assert.Equal(["b", "a"], names);
        Assert.Equal(["GET /api/v1/teams?limit=10", "GET /api/v1/teams?limit=10&cursor=x%20y"], server.Requests);
    }

    [Theory]
    [InlineData("a/b", "teams/a%2Fb/x")]
    [InlineData("50% ?#", "teams/50%25%20%3F%23/x")]
    [InlineData("Größe", "teams/Gr%C3%B6%C3%9Fe/x")]
    public void Names_are_percent_encoded_in_paths(string name, string path)
    {
        Assert.Equal(path, ApiPath.Of($"teams/{name}/x"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public void Names_that_a_URL_would_swallow_are_refused(string name)
    {
        Assert.Throws<ArgumentException>(() => ApiPath.Of($"teams/{name}/x"));
    }
}

using System.Net;
using System.Text.Json.Nodes;
using Slipway.Api.Http;
using Slipway.Api.Webhooks;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Webhooks;

public sealed class WebhookRenameTests
{
    private const int Webhooks = 6;
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M4_Of_webhooks_renamed_to_one_name_at_once_one_has_it_and_the_others_are_told(TestEngine engine)
    {
        await using var server = await RunningServer.StartAsync(engine, "--egress-allow", "localhost:9");
        await server.Admin.Access.CreateTeamAsync("vision", Ct);
        var names = Enumerable.Range(0, Webhooks).Select(number => $"hook-{number}").ToArray();
        foreach (var name in names)
        {
            await server.Admin.Webhooks.CreateAsync("vision", new WebhookSettings { Name = name, Url = "http://localhost:9/hook" }, Ct);
        }

        var answers = await Task.WhenAll(names.Select(name => RenameAsync(server, name)));

        Assert.Equal(
            [.. Enumerable.Repeat("name_taken", Webhooks - 1), "renamed"],
            answers.Order(StringComparer.Ordinal));
        Assert.Equal(Webhooks, (await server.Admin.Webhooks.ListAsync("vision", 100, Ct).ToListAsync(Ct)).Count);
    }

    private static async Task<string> RenameAsync(RunningServer server, string name)
    {
        try
        {
            await server.Admin.Webhooks.PatchAsync("vision", name, new JsonObject { ["name"] = "the-one" }, Ct);
            return "renamed";
        }
        catch (SlipwayApiException refused) when (refused.Status == HttpStatusCode.Conflict)
        {
            return refused.Code!;
        }
    }
}

using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Access.Sessions;
using Slipway.Testing;
using Slipway.Testing.Scenes;
using Slipway.WebTests.Scenes;

namespace Slipway.WebTests.Safety;

/// <summary>The pages as the server renders them first, without a browser.</summary>
public sealed class BothDatabasesTests
{
    private const string Password = "correct horse battery staple";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M18_Every_page_is_there_on_either_database(TestEngine engine)
    {
        await using var ci = await Receiver.StartAsync();
        await using var server = await RunningServer.StartAsync(engine, "--admin-password", Password, "--egress-allow", ci.HostAndPort);
        await Furniture.PutAsync(server.Admin, ci, Ct);
        var session = (await server.Services.GetRequiredService<SessionOperations>().SignInAsync("admin", Password, new SignInPlace(null, null, null), Ct)).Value;
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false });
        http.DefaultRequestHeaders.Add("Cookie", $"slipway={session.Token}");

        var wrong = new List<string>();
        foreach (var address in Furniture.Pages)
        {
            using var answer = await http.GetAsync(server.Url + address, Ct);
            var text = await answer.Content.ReadAsStringAsync(Ct);
            if (answer.StatusCode != HttpStatusCode.OK || !text.Contains("<h1", StringComparison.Ordinal) || text.Contains("Something went wrong on this page.</h1>", StringComparison.Ordinal))
            {
                wrong.Add($"{address}: {(int)answer.StatusCode}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}

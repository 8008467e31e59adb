using System.Net;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Health;

public sealed class HealthTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task A_server_on_fresh_data_is_ready_and_knows_its_admin(TestEngine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        using var http = new HttpClient();

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync($"{server.Url}/healthz", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync($"{server.Url}/readyz", Ct)).StatusCode);
        Assert.Equal("admin", (await server.Admin.Access.MeAsync(Ct)).Name);
    }

    [Fact]
    public async Task The_executable_starts_again_over_its_data_after_being_killed()
    {
        using var data = new TemporaryFolder();
        var key = ServerProcess.NewAdminKey();
        var first = await ServerProcess.StartAsync(data.Path, key, [], port: null, Ct);
        await first.KillAsync();
        await first.DisposeAsync();

        await using var second = await ServerProcess.StartAsync(data.Path, key, [], port: null, Ct);

        Assert.Equal(0, await second.StopAsync());
    }
}

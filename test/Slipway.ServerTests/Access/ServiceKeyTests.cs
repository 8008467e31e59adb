using Slipway.Api.Access;
using Slipway.ServerTests.Scenes;
using Xunit;

namespace Slipway.ServerTests.Access;

/// <summary>Whose the keys of service accounts are.</summary>
public sealed class ServiceKeyTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task S_L6_The_key_of_a_service_account_makes_lists_and_revokes_no_keys_of_the_account()
    {
        var team = await servers.NewTeamAsync(Ct);
        var made = await team.Admin.Access.CreateServiceAccountAsync(team.Name, new CreateServiceAccountRequest { Name = $"{team.Name}-ci", Role = "member" }, Ct);
        var admin = await team.AddUserAsync("admin", Ct);
        var keys = $"../../users/{team.Name}-ci/api-keys";

        Assert.Equal((403, "forbidden"), Of(await team.SendAsync("POST", keys, new { }, Ct, made.Key)));
        Assert.Equal((403, "forbidden"), Of(await team.SendAsync("GET", keys, null, Ct, made.Key)));
        Assert.Equal((403, "forbidden"), Of(await team.SendAsync("DELETE", $"{keys}/1", null, Ct, made.Key)));

        // The admins of its team hold them, as ever.
        var second = await team.SendAsync("POST", keys, new { description = "second" }, Ct, admin);
        Assert.Equal(201, second.Status);
        Assert.Equal(204, (await team.SendAsync("DELETE", $"{keys}/{second.Body!["id"]}", null, Ct, admin)).Status);
        Assert.Equal(401, (await team.SendAsync("GET", "", null, Ct, (string?)second.Body["key"])).Status);
        Assert.Equal(200, (await team.SendAsync("GET", "", null, Ct, made.Key)).Status);
    }

    private static (int, string?) Of((int Status, System.Text.Json.Nodes.JsonNode? Body) answer) => (answer.Status, (string?)answer.Body?["code"]);
}

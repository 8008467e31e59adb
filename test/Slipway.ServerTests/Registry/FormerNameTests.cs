using System.Security.Cryptography;
using System.Text;
using Slipway.Api.Runs;
using Slipway.ServerTests.Scenes;
using Slipway.Testing;
using Slipway.Testing.Scenes;
using Xunit;

namespace Slipway.ServerTests.Registry;

/// <summary>Names are judged where things are made or renamed; those from before a rule stay in use (ADR 0012), and lists and names of any size are judged at once.</summary>
public sealed class FormerNameTests(SharedServers servers) : IClassFixture<SharedServers>
{
    // In two characters, as some systems write it, where there is one.
    private const string Decomposed = "mode\u0300le";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task An_artifact_and_an_alias_with_a_name_that_would_be_refused_today_are_used_moved_and_taken_off(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        await team.MoveAliasAsync("prod", "v0", Ct);
        await ExecuteAsync(team, "update collections set name = @odd, type = @odd where team_name = @team and kind = 'artifact'", Decomposed);
        await ExecuteAsync(team, "update aliases set alias = @odd where alias = 'prod' and collection_id in (select id from collections where team_name = @team)", "prod\u200b");

        Assert.Equal(201, (await PublishAsync(team, Decomposed, Decomposed)).Status);
        Assert.Equal((422, "type_mismatch"), await PublishAsync(team, Decomposed, "model"));
        Assert.Equal((422, "type_invalid"), await PublishAsync(team, Decomposed, "type\u200b"));
        Assert.Equal((422, "type_invalid"), await PublishAsync(team, Decomposed, "job"));
        Assert.Equal((422, "name_invalid"), await PublishAsync(team, Decomposed + "s", "model"));
        Assert.Equal((422, "type_invalid"), await PublishAsync(team, "another", Decomposed));

        var alias = "registry/models/Iris/aliases/prod%E2%80%8B";
        Assert.Equal(200, (await team.SendAsync("PUT", alias, new { version = "v1" }, Ct)).Status);
        Assert.Equal(204, (await team.SendAsync("DELETE", alias, null, Ct)).Status);
        Assert.Equal((422, "alias_invalid"), CodeOf(await team.SendAsync("PUT", alias, new { version = "v1" }, Ct)));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task What_has_a_name_that_would_be_refused_today_can_be_changed_and_disabled_under_it(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        Assert.Equal(201, (await team.SendAsync("POST", "queues", new { name = "gpu", resource = "process" }, Ct)).Status);
        await team.Admin.Runs.CreateAsync(team.Name, "lab", new CreateRunRequest { Id = "r" }, Ct);
        foreach (var table in new[] { "queues", "webhooks", "automations", "runs" })
        {
            await ExecuteAsync(team, $"update {table} set name = @odd where team_id = (select id from teams where name = @team)", Decomposed);
        }
        var name = Uri.EscapeDataString(Decomposed);
        await ExecuteAsync(team, $"""update webhooks set settings = replace(settings, '"name":"{AliasScene.Webhook}"', '"name":"' || @odd || '"') where name = @odd and team_id = (select id from teams where name = @team)""", Decomposed);
        (string Path, object Body)[] edits =
        [
            ($"queues/{name}", new { paused = true }), ($"automations/{name}", new { enabled = false }), ($"webhooks/{name}", new { enabled = false }),
            ("projects/lab/runs/r", new { name = Decomposed, notes = "changed" }),
        ];

        foreach (var (path, body) in edits)
        {
            Assert.Equal((path, 200), (path, (await team.SendAsync("PATCH", path, body, Ct)).Status));
            // A queue keeps its name for ever.
            if (!path.StartsWith("queues/", StringComparison.Ordinal))
            {
                Assert.Equal((path, (422, "name_invalid")), (path, CodeOf(await team.SendAsync("PATCH", path, new { name = Decomposed + "s" }, Ct))));
            }
        }
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task A_name_or_a_list_of_millions_is_refused_at_once(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        var flags = "\U0001F3F4" + string.Concat(Enumerable.Repeat("\U000E0020", 1_000_000));
        var aliases = string.Join(',', Enumerable.Range(0, 400_000).Select(number => $"\"a{number}\""));
        (string Path, string Body, string Code)[] requests =
        [
            ("projects", $$"""{"name":"{{flags}}"}""", "name_invalid"),
            ("automations", $$$"""{"name":"{{{flags}}}","event":{"type":"LINK_ARTIFACT"},"action":{"type":"webhook","webhook":"ci"}}""", "name_invalid"),
            ("registry/models/Iris/versions", $$"""{"source":"x/y/z:v0","aliases":[{{aliases}}]}""", "alias_invalid"),
            ("registry/models", $$"""{"name":"M","tags":[{{aliases}}]}""", "tag_invalid"),
        ];

        foreach (var (path, body, code) in requests)
        {
            Assert.Equal((path, (422, code)), (path, CodeOf(await team.SendAsync("POST", path, body, Ct).WaitAsync(TimeSpan.FromSeconds(60), Ct))));
        }
    }

    private static (int Status, string? Code) CodeOf((int Status, System.Text.Json.Nodes.JsonNode? Body) answer) => (answer.Status, (string?)answer.Body?["code"]);

    private static async Task<(int Status, string? Code)> PublishAsync(TeamScene team, string artifact, string type)
    {
        var content = Encoding.UTF8.GetBytes($"{artifact} of {type}");
        return CodeOf(await team.SendAsync("POST", $"projects/lab/artifacts/{Uri.EscapeDataString(artifact)}/versions", new
        {
            type,
            files = new[] { new { path = "a.bin", size = content.Length, sha256 = Convert.ToHexStringLower(SHA256.HashData(content)) } },
        }, Ct));
    }

    private static Task ExecuteAsync(TeamScene team, string sql, string odd) =>
        team.Server.Database.WriteAsync(tx => tx.ExecuteAsync(sql, new { odd, team = team.Name }), Ct);
}

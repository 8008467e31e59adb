using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Api.Automations;
using Slipway.Api.Events;
using Slipway.Api.Jobs;
using Slipway.Api.Queues;
using Slipway.Api.Webhooks;
using Slipway.ServerTests.Scenes;
using Slipway.Server.Options;
using Slipway.Testing;
using Slipway.Testing.Launch;
using Slipway.Testing.Scenes;
using Xunit;

namespace Slipway.ServerTests.Secrets;

public sealed class SecretRestTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private const string Value = "s3cret-Value+with/signs=&\"quotes\"";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M9_Only_admins_create_edit_and_delete_a_secret_and_members_see_its_name(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        var admin = await team.AddUserAsync("admin", Ct);
        Assert.Equal(201, (await team.SendAsync("PUT", "secrets/API_KEY", new { value = Value }, Ct, admin)).Status);
        Assert.Equal(200, (await team.SendAsync("PUT", "secrets/API_KEY", new { value = Value + "2" }, Ct, admin)).Status);

        foreach (var role in (string[])["member", "viewer"])
        {
            var key = await team.AddUserAsync(role, Ct);
            foreach (var (method, path, body) in new (string, string, object?)[]
            {
                ("PUT", "secrets/NEW", new { value = "x" }), ("PUT", "secrets/API_KEY", new { value = "x" }), ("DELETE", "secrets/API_KEY", null),
                ("DELETE", "secrets/API_KEY?force=true", null),
            })
            {
                var refused = await team.SendAsync(method, path, body, Ct, key);
                Assert.Equal((403, "forbidden"), (refused.Status, (string?)refused.Body!["code"]));
            }
            var list = await team.SendAsync("GET", "secrets", null, Ct, key);
            Assert.Equal(["API_KEY", "TOKEN", "SIGNING_KEY"], list.Body!["items"]!.AsArray().Select(secret => (string)secret!["name"]!));
            Assert.Equal(["name", "updatedAt", "updatedBy", "usedBy"], list.Body["items"]![0]!.AsObject().Select(field => field.Key));
        }
        Assert.Equal(405, (await team.SendAsync("GET", "secrets/API_KEY", null, Ct, admin)).Status);
        Assert.Equal(204, (await team.SendAsync("DELETE", "secrets/API_KEY", null, Ct, admin)).Status);
        Assert.Equal(404, (await team.SendAsync("DELETE", "secrets/API_KEY", null, Ct, admin)).Status);
    }

    [Theory]
    [InlineData("has-hyphen", "name_invalid")]
    [InlineData("größe", "name_invalid")]
    [InlineData("event_type", "name_reserved")]
    [InlineData("ACCESS_TOKEN", "name_reserved")]
    public async Task M9_A_name_that_could_not_be_reached_is_refused(string name, string code)
    {
        var team = await servers.NewTeamAsync(Ct);

        var (status, body) = await team.SendAsync("PUT", $"secrets/{Uri.EscapeDataString(name)}", new { value = Value }, Ct);

        Assert.Equal((422, code), (status, (string?)body!["code"]));
    }

    [Fact]
    public async Task M9_Deleting_a_secret_in_use_names_its_users_and_by_force_disables_them()
    {
        var team = await servers.NewTeamAsync(Ct);

        var refused = await team.SendAsync("DELETE", "secrets/TOKEN", null, Ct);
        Assert.Equal((409, "secret_in_use", AliasScene.Webhook), (refused.Status, (string?)refused.Body!["code"], (string?)refused.Body["usedBy"]![0]!["name"]));
        Assert.Equal(204, (await team.SendAsync("DELETE", "secrets/TOKEN?force=true", null, Ct)).Status);

        Assert.False((await team.Admin.Webhooks.GetAsync(team.Name, AliasScene.Webhook, Ct)).Enabled);
        await team.MoveAliasAsync("prod", "v0", Ct);
        await team.DeliveryAsync(AliasScene.Automation, DeliveryStates.Held, Ct);
        Assert.Empty(team.Requests);
    }

    [Fact]
    public async Task M9_A_value_stands_in_no_answer_no_log_line_and_no_file()
    {
        using var log = new LogCapture();
        await using var receiver = await Receiver.StartAsync(request => new ReceiverAnswer(500, $"You said {request.Header("Authorization")} and {request.Text}"));
        await using var server = await RunningServer.StartAsync(TestEngine.Sqlite,
            services => services.AddLogging(logging => logging.AddProvider(log).AddFilter<LogCapture>(null, LogLevel.Trace)), "--egress-allow", receiver.HostAndPort);
        using var http = new HttpClient();
        var team = await TeamScene.SetUpAsync(server, receiver, http, "vision", Ct);
        receiver.Answer = request => new ReceiverAnswer(500, $"You said {request.Header("Authorization")} and {request.Text}");
        using (var put = new HttpRequestMessage(HttpMethod.Put, $"{server.Url}/api/v1/teams/vision/secrets/DEEP"))
        {
            put.Headers.Authorization = new("Bearer", server.AdminKey);
            put.Headers.Add("Idempotency-Key", "once");
            put.Content = new StringContent(JsonSerializer.Serialize(new { value = Value }), Encoding.UTF8, "application/json");
            using var answer = await http.SendAsync(put, Ct);
            Assert.DoesNotContain("s3cret", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }
        var header = new Dictionary<string, string> { ["X-Api-Key"] = "${DEEP}" };
        await team.AddWebhookAsync(new WebhookSettings { Name = "deep", Url = team.Target, Secret = "DEEP", AccessToken = "DEEP", Headers = header }, Ct);
        await team.AddAutomationAsync("deep", EventTypes.AddArtifactAlias, AliasScene.Model, "deep", """{"deep": "${DEEP}"}""", Ct);
        await team.MoveAliasAsync("prod", "v0", Ct);
        await team.DeliveryAsync("deep", DeliveryStates.Retrying, Ct);
        Assert.Contains(receiver.Requests, request => request.Header("X-Api-Key") == Value && request.Json.GetProperty("deep").GetString() == Value);

        await team.SendAsync("POST", "webhooks/deep/test", new { payload = new { deep = "$DEEP" } }, Ct);
        var preview = TeamScene.Automation("deep2", EventTypes.AddArtifactAlias, AliasScene.Model, "deep", """{"deep": "${DEEP}"}""");
        var previewed = await server.Admin.Automations.PreviewAsync("vision", new PreviewAutomationRequest { Automation = preview }, Ct);
        Assert.Contains(previewed.Matches, match => match.Payload == """{"deep": "***"}""");
        var seen = new StringBuilder(JsonSerializer.Serialize(previewed));
        foreach (var path in await PathsAsync(server, team, http))
        {
            using var get = new HttpRequestMessage(HttpMethod.Get, $"{server.Url}{path}");
            get.Headers.Authorization = new("Bearer", server.AdminKey);
            using var answer = await http.SendAsync(get, Ct);
            Assert.True(answer.IsSuccessStatusCode, $"{path} {answer.StatusCode}");
            seen.AppendLine(await answer.Content.ReadAsStringAsync(Ct));
        }

        foreach (var spelling in Spellings())
        {
            Assert.DoesNotContain(spelling, seen.ToString(), StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(spelling, log.Text, StringComparison.OrdinalIgnoreCase);
        }
        Assert.Contains("delivery.attempted", log.Text, StringComparison.Ordinal);
        var database = server.Services.GetRequiredService<ServerOptions>().SqlitePath!;
        foreach (var file in Directory.EnumerateFiles(server.DataFolder, "*", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.GetDirectoryName(database)!, Path.GetFileName(database) + "*"))
            .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            var text = await reader.ReadToEndAsync(Ct);
            Assert.All(Spellings(), spelling => Assert.False(text.Contains(spelling, StringComparison.OrdinalIgnoreCase), $"{file} holds {spelling}"));
        }
    }

    private static IEnumerable<string> Spellings() =>
        [Value, Value[..12], Convert.ToBase64String(Encoding.UTF8.GetBytes(Value))[..16], Convert.ToHexString(Encoding.UTF8.GetBytes(Value)), Uri.EscapeDataString(Value)];

    private static async Task<IEnumerable<string>> PathsAsync(RunningServer server, TeamScene team, HttpClient http)
    {
        var delivery = await server.Admin.Webhooks.ListDeliveriesAsync(team.Name, null, "deep", null, 1, Ct).FirstAsync(Ct);
        await server.Admin.Registry.ProtectAliasAsync(team.Name, "prod", Ct);
        var item = await LaunchAsync(server, team, http);
        var document = JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync($"{server.Url}/openapi/v1.json", Ct));
        return document.GetProperty("paths").EnumerateObject().Where(path => path.Value.TryGetProperty("get", out _)).Select(path => path.Name)
            .Where(path => !path.EndsWith("/stream", StringComparison.Ordinal))
            .Select(path => path.Replace("{team}", team.Name, StringComparison.Ordinal).Replace("{project}", AliasScene.Project, StringComparison.Ordinal)
                .Replace("{model}", AliasScene.Model, StringComparison.Ordinal).Replace("{version}", "v0", StringComparison.Ordinal)
                .Replace("items/{id}", $"items/{item.Id}", StringComparison.Ordinal).Replace("{run}", item.Run, StringComparison.Ordinal)
                .Replace("{queue}", "deep", StringComparison.Ordinal).Replace("{agent}", "box", StringComparison.Ordinal)
                .Replace("{id}", delivery.Id, StringComparison.Ordinal).Replace("{user}", "admin", StringComparison.Ordinal)
                .Replace("{alias}", "prod", StringComparison.Ordinal).Replace("{path}", "model.bin", StringComparison.Ordinal)
                .Replace("artifacts/{name}", "artifacts/" + AliasScene.Artifact, StringComparison.Ordinal).Replace("{name}", "deep", StringComparison.Ordinal))
            .Select(path => path.EndsWith("/resolve", StringComparison.Ordinal) ? $"{path}?ref={team.Name}/{AliasScene.Project}/{AliasScene.Artifact}:v0" : path)
            .Append("/metrics").Append("/readyz");
    }

    // One of everything that Launch shows.
    private static async Task<ItemResponse> LaunchAsync(RunningServer server, TeamScene team, HttpClient http)
    {
        await server.Admin.Queues.CreateAsync(team.Name, new QueueSettings { Name = "deep", Resource = QueueResource.Docker }, Ct);
        var source = new JobSourceBody { Type = JobSources.Image, Image = "evaluate:1" };
        await server.Admin.Jobs.CreateAsync(team.Name, AliasScene.Project, new CreateJobRequest { Name = "deep", Source = source }, Ct);
        await ProtocolAgent.StartAsync(server, server.Admin, team.Name, http, Ct, "deep");
        var job = $"{team.Name}/{AliasScene.Project}/deep";
        var item = await server.Admin.Queues.EnqueueAsync(team.Name, "deep", new EnqueueItemRequest { Job = job, Project = AliasScene.Project }, Ct);
        await server.Admin.Runs.PutFileAsync(team.Name, AliasScene.Project, item.Run, "model.bin", new MemoryStream("bytes"u8.ToArray()), Ct);
        return item;
    }
}

using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Slipway.ServerTests.Scenes;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Rest;

/// <summary>
/// Text that is none, through each door of the REST API: refused with the field's name before anything is written, and
/// alike on both databases.
/// </summary>
public sealed class UnfitTextTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private const string Webhook = """{"name":"x","event":{"type":"LINK_ARTIFACT"},"action":{"type":"webhook","webhook":"ci","payload":P}}""";
    private const string Launch = """{"name":"x","event":{"type":"LINK_ARTIFACT"},"action":{"type":"launch","queue":"cpu","job":"a/b/c","project":"lab","overrides":P}}""";
    private const string OfRuns = """{"name":"x","event":{"type":"RUN_STATE","states":["finished"],"runFilter":P},"action":{"type":"webhook","webhook":"ci"}}""";
    private const string Item = """{"job":"a/b/c","project":"lab","overrides":P}""";
    private const string Queue = """{"name":"q","resource":"process",P}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task F_2_S_L5_Half_of_a_surrogate_pair_is_refused_with_its_field(TestEngine engine)
    {
        await ExpectRefusedAsync(engine,
            ("POST", "automations", Webhook.Replace("P", "\"\\ud800\"", StringComparison.Ordinal), "action.payload"),
            ("POST", "automations", Launch.Replace("P", "\"\\ud800\"", StringComparison.Ordinal), "action.overrides"),
            ("POST", "automations", Launch.Replace("P", "{\"\\ud800\":1}", StringComparison.Ordinal), "action.overrides"),
            ("POST", "automations", OfRuns.Replace("P", "{\"name\":\"\\ud800\"}", StringComparison.Ordinal), "event.runFilter.name"),
            ("POST", "webhooks/ci/test", """{"payload":"\ud800"}""", "payload"),
            ("POST", "webhooks/test", """{"url":"https://ci.example.com","payload":"\ud800"}""", "payload"),
            ("POST", "queues/cpu/items", Item.Replace("P", "{\"runConfig\":{\"a\":\"\\ud83d\"}}", StringComparison.Ordinal), "overrides.runConfig.a"),
            ("POST", "queues/cpu/items", Item.Replace("P", "{\"artifacts\":{\"m\":\"\\ud83d\"}}", StringComparison.Ordinal), "overrides.artifacts.m"),
            ("POST", "projects/lab/jobs", """{"name":"j","source":{"type":"repo","remote":"https://x.example.com/y.git","commit":"0","entryPoint":["x"]},"inputs":{"title":"\ud83d"}}""", "inputs.title"),
            ("POST", "queues", Queue.Replace("P", "\"config\":{\"a\":\"\\udc00\"}", StringComparison.Ordinal), "config.a"),
            ("POST", "queues", Queue.Replace("P", "\"externalLinks\":{\"a\":\"\\udc00\"}", StringComparison.Ordinal), "externalLinks.a"),
            ("POST", "queues", Queue.Replace("P", "\"externalLinks\":{\"\\udc00\":\"https://a.example.com\"}", StringComparison.Ordinal), "externalLinks"),
            ("POST", "queues", Queue.Replace("P", "\"templateVariables\":[{\"name\":\"\\ud800\",\"schema\":{\"type\":\"string\"}}]", StringComparison.Ordinal), "templateVariables[0].name"),
            ("POST", "queues", Queue.Replace("P", "\"templateVariables\":[{\"name\":\"a\",\"schema\":{\"type\":\"string\",\"enum\":[\"b\",\"\\ud800\"]}}]", StringComparison.Ordinal), "templateVariables[0].schema.enum[1]"),
            ("POST", "registry/models", """{"name":"\ud800"}""", "name"),
            ("POST", "registry/models", """{"\ud800":"x"}""", ""),
            ("POST", "projects/lab/runs", """{"config":{"a":[{"\udfff":1}]}}""", "config.a[0]"));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task F_13_A_zero_character_is_refused_with_its_field(TestEngine engine)
    {
        await ExpectRefusedAsync(engine,
            ("GET", "registry/models?search=%00", null, "search"),
            ("GET", "registry/models?tag=%00", null, "tag"),
            ("GET", "registry/models?alias=a%00", null, "alias"),
            ("GET", "projects/lab/runs?search=%00", null, "search"),
            ("GET", "projects/lab/runs?sort=config.%00", null, "sort"),
            ("GET", "projects/lab/runs?sort=summary.a%00b", null, "sort"),
            ("GET", "deliveries?webhook=%00", null, "webhook"),
            ("GET", "events?type=%00", null, "type"),
            ("GET", "../../audit?team=%00", null, "team"),
            ("GET", "../../artifacts/resolve?ref=vision/lab/x%00:v0", null, "ref"),
            ("GET", "registry/models?a%00b=1", null, "query"),
            ("POST", "automations", Webhook.Replace("\"name\":\"x\"", "\"name\":\"x\",\"description\":\"a\\u0000b\"", StringComparison.Ordinal).Replace("P", "null", StringComparison.Ordinal), "description"),
            ("POST", "automations", """{"name":"x","event":{"type":"ADD_ARTIFACT_ALIAS","aliasPattern":"\u0000"},"action":{"type":"webhook","webhook":"ci"}}""", "event.aliasPattern"),
            ("POST", "automations", """{"name":"x","scope":{"type":"registeredModel","name":"\u0000"},"event":{"type":"LINK_ARTIFACT"},"action":{"type":"webhook","webhook":"ci"}}""", "scope.name"),
            ("POST", "automations", """{"name":"x","event":{"type":"LINK_ARTIFACT"},"action":{"type":"webhook","webhook":"c\u0000"}}""", "action.webhook"),
            ("POST", "automations", OfRuns.Replace("P", "{\"name\":\"\\u0000\"}", StringComparison.Ordinal), "event.runFilter.name"),
            ("POST", "registry/models/classifier/versions", """{"source":"vision/lab/x\u0000:v0"}""", "source"),
            ("PUT", "registry/models/classifier/aliases/zz", """{"version":"\u0000"}""", "version"),
            ("POST", "../../users/admin/api-keys", """{"description":"\u0000"}""", "description"),
            ("POST", "queues/cpu/items", """{"job":"a/b/c","project":"lab","jobVersion":"\u0000"}""", "jobVersion"),
            ("POST", "queues/cpu/items", """{"job":"a/b/c","project":"lab","dedupeKey":"\u0000"}""", "dedupeKey"),
            ("POST", "queues/cpu/items", Item.Replace("P", "{\"artifacts\":{\"a\\u0000\":\"vision/lab/classifier:v0\"}}", StringComparison.Ordinal), "overrides.artifacts"),
            ("POST", "webhooks", """{"name":"z","url":"https://ci.example.com/\u0000 {x}"}""", "url"));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task Numbers_that_no_double_holds_are_refused_and_all_others_are_kept_as_written(TestEngine engine)
    {
        await ExpectRefusedAsync(engine,
            ("POST", "queues", Queue.Replace("P", "\"config\":{\"a\":[1,-1e999]}", StringComparison.Ordinal), "config.a[1]"),
            ("POST", "projects/lab/runs", """{"config":{"a":{"b":1e400}}}""", "config.a.b"),
            ("POST", "automations", """{"name":"x","event":{"type":"RUN_METRIC","metric":{"name":"loss","op":"<","threshold":1e400}},"action":{"type":"webhook","webhook":"ci"}}""", "event.metric.threshold"));

        var team = await servers.NewTeamAsync(Ct, engine);
        var made = await team.SendAsync("POST", "projects/lab/runs", """{"id":"one","config":{"a":12345678901234567890,"b":1.10,"c":1E2}}""", Ct);
        Assert.Equal((201, """{"a":12345678901234567890,"b":1.10,"c":1E2}"""), (made.Status, made.Body!["config"]!.ToJsonString()));
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task What_is_nested_as_deeply_as_may_be_comes_back_in_lists_too(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        var deepest = string.Concat(Enumerable.Repeat("[", 62)) + string.Concat(Enumerable.Repeat("]", 62));

        var made = await team.SendAsync("POST", "projects/lab/runs", "{\"id\":\"deep\",\"config\":{\"a\":" + deepest + "}}", Ct);
        var tooDeep = await team.SendAsync("POST", "projects/lab/runs", "{\"config\":{\"a\":[" + deepest + "]}}", Ct);

        Assert.Equal(201, made.Status);
        Assert.Equal(400, tooDeep.Status);
        Assert.NotNull(tooDeep.Body!["errors"]!["config"]);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{team.Server.Url}/api/v1/teams/{team.Name}/projects/lab/runs");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", team.Server.AdminKey);
        using var http = new HttpClient();
        using var list = await http.SendAsync(request, Ct);
        Assert.Equal(200, (int)list.StatusCode);
        Assert.Contains(deepest, await list.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal("deep", (await team.Admin.Runs.GetAsync(team.Name, "lab", "deep", Ct)).Id);
    }

    private async Task ExpectRefusedAsync(TestEngine engine, params (string Method, string Path, string? Body, string Field)[] requests)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        var wrong = new List<string>();
        foreach (var (method, path, body, field) in requests)
        {
            var (status, answer) = await team.SendAsync(method, path, body, Ct);
            var fields = answer?["errors"] is JsonObject errors ? string.Join(' ', errors.Select(error => error.Key)) : "none";
            if (status is not (400 or 422) || (field.Length > 0 && fields != field))
            {
                wrong.Add($"{method} {path} {body}: {status}, fields {fields}, not {field}; {answer?.ToJsonString()}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}

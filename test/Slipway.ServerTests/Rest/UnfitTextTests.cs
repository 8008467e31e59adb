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

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task F_8_A_search_finds_letters_of_every_script_in_every_spelling(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        (string Name, string[] Searches)[] things =
        [
            ("Ärzte", ["Ärzte", "ärzte", "ÄRZTE", "RZT", "A\u0308rzte"]), ("МОДЕЛЬ", ["МОДЕЛЬ", "модель", "Одел"]), ("ÉTÉ", ["ÉTÉ", "été"]), ("ΟΔΟΣ", ["οδος", "οδοσ", "ΟΔΟΣ"]), ("100%_a", ["%", "_A"]),
        ];
        foreach (var (name, searches) in things)
        {
            Assert.Equal(201, (await team.SendAsync("POST", "registry/models", new { name }, Ct)).Status);
            Assert.Equal(201, (await team.SendAsync("POST", "projects/lab/runs", new { name }, Ct)).Status);
            foreach (var search in searches)
            {
                Assert.Equal([name], await NamesAsync("registry/models", search));
                Assert.Equal([name], await NamesAsync("projects/lab/runs", search));
            }
        }
        await team.SendAsync("PATCH", "registry/models/Iris", new { description = "Für Ärzte" }, Ct);
        await team.SendAsync("PATCH", $"projects/lab/runs/{(string)(await team.SendAsync("GET", "projects/lab/runs?search=%C3%A9t%C3%A9", null, Ct)).Body!["items"]![0]!["id"]!}", new { name = "Hiver" }, Ct);
        Assert.Equal(["Ärzte", "Iris"], await NamesAsync("registry/models", "ärzte"));
        Assert.Empty(await NamesAsync("projects/lab/runs", "été"));
        Assert.Equal(["Hiver"], await NamesAsync("projects/lab/runs", "HIVER"));

        async Task<string[]> NamesAsync(string path, string search) =>
            [.. (await team.SendAsync("GET", $"{path}?search={Uri.EscapeDataString(search)}", null, Ct)).Body!["items"]!.AsArray().Select(item => (string)item!["name"]!)];
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task F_14_S_L4_A_run_id_with_a_newline_behind_it_is_refused(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);
        var refused = await team.SendAsync("POST", "projects/lab/runs", new { id = "abc\n" }, Ct);
        Assert.Equal((422, "name_invalid"), (refused.Status, (string?)refused.Body!["code"]));
        Assert.Equal(201, (await team.SendAsync("POST", "projects/lab/runs", new { id = "abc" }, Ct)).Status);
    }

    [Theory]
    [InlineData("\u200b")]
    [InlineData("\u202e")]
    [InlineData("e\u0301")]
    [InlineData("\u00a0x")]
    public async Task Names_whose_look_deceives_are_refused_everywhere(string deceiving)
    {
        var team = await servers.NewTeamAsync(Ct);
        var name = $"a{deceiving}b";
        var encoded = Uri.EscapeDataString(name);
        (string Method, string Path, object Body)[] requests =
        [
            ("POST", "registry/models", new { name }), ("POST", "projects", new { name }), ("POST", "projects/lab/runs", new { name }), ("POST", "queues", new { name, resource = "process" }),
            ("POST", "webhooks", new { name, url = "https://ci.example.com" }), ("POST", "automations", new { name, @event = new { type = "LINK_ARTIFACT" }, action = new { type = "webhook", webhook = "ci" } }),
            ("POST", $"projects/lab/artifacts/{encoded}/versions", new { type = "model", files = Array.Empty<object>() }), ("PUT", $"registry/models/Iris/aliases/{encoded}", new { version = "v0" }),
            ("PUT", $"registry/models/Iris/versions/v0/tags/{encoded}", new { }), ("POST", "projects/lab/runs", new { tags = new[] { name } }), ("PUT", $"registry/protected-aliases/{encoded}", new { }),
        ];
        foreach (var (method, path, body) in requests)
        {
            var (status, answer) = await team.SendAsync(method, path, body, Ct);
            Assert.True(status == 422, $"{method} {path}: {status} {answer}");
        }
    }

    [Fact]
    public async Task F_17_The_hash_of_a_commit_is_kept_in_small_letters()
    {
        var team = await servers.NewTeamAsync(Ct);
        var hash = string.Concat(Enumerable.Repeat("ABCDEF0123", 4));
        var made = await team.SendAsync("POST", "projects/lab/jobs",
            new { name = "train", source = new { type = "repo", remote = "https://git.example.com/a.git", commit = hash, entryPoint = new[] { "true" } } }, Ct);
        Assert.Equal((201, hash.ToLowerInvariant()), (made.Status, (string?)made.Body!["source"]!["commit"]));
    }

    [Theory]
    [InlineData("whsec_YWJjZA", "secret")]
    [InlineData("whsec_YWJj-_8=", "secret")]
    [InlineData("whsec_", "secret")]
    [InlineData("whsec_!!!!", "secret")]
    [InlineData("tok\n", "accessToken")]
    [InlineData("tok\n", "headers")]
    public async Task F_38_F_21_A_webhook_whose_secret_cannot_do_its_work_is_refused_when_it_is_saved(string value, string field)
    {
        var team = await servers.NewTeamAsync(Ct);
        var url = team.Target;
        object Using(string name) => field switch
        {
            "secret" => new { name = "new", url, secret = name },
            "accessToken" => new { name = "new", url, accessToken = name },
            _ => new { name = "new", url, headers = new Dictionary<string, string> { ["X-Key"] = $"Key ${{{name}}}" } },
        };
        await team.Admin.Secrets.PutAsync(team.Name, "UNFIT", value, Ct);
        await team.Admin.Secrets.PutAsync(team.Name, "FIT", "whsec_YWJjZA==", Ct);

        var refused = await team.SendAsync("POST", "webhooks", Using("UNFIT"), Ct);
        Assert.Equal((422, "secret_unusable", field), (refused.Status, (string?)refused.Body!["code"], refused.Body["errors"]!.AsObject().Single().Key));
        Assert.DoesNotContain("!!!!", refused.Body.ToJsonString(), StringComparison.Ordinal);

        Assert.Equal(201, (await team.SendAsync("POST", "webhooks", Using("FIT"), Ct)).Status);
        await team.Admin.Secrets.PutAsync(team.Name, "FIT", value, Ct);
        Assert.Equal(200, (await team.SendAsync("PATCH", "webhooks/new", new { url = url + "/2" }, Ct)).Status);
        Assert.Equal(200, (await team.SendAsync("PATCH", "webhooks/new", new { enabled = false }, Ct)).Status);
        Assert.Equal(422, (await team.SendAsync("PATCH", "webhooks/new", new { enabled = true }, Ct)).Status);
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

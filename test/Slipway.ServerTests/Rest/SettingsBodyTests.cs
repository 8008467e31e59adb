using System.Text.Json.Nodes;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Rest;

/// <summary>How settings are read from bodies, whole and as a change (ADR 0016).</summary>
public sealed class SettingsBodyTests : IAsyncLifetime
{
    private const string Queues = "teams/vision/queues";
    private const string Webhooks = "teams/vision/webhooks";
    private const string Target = "http://localhost:9/hook";
    private RunningServer _server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync(TestEngine.Sqlite, "--egress-allow", "localhost:9");
        await _server.Admin.Access.CreateTeamAsync("vision", Ct);
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task What_is_left_out_and_what_is_null_have_their_defaults()
    {
        var (status, made) = await CreateAsync(
            """{"name":"cpu","resource":"local-process","defaultPriority":null,"labels":null,"lostPolicy":null,"config":null,"maxQueued":null,"templateVariables":null}""");

        Assert.Equal(201, status);
        Assert.Equal(
            ("process", 2, "[]", "fail", null, null, "[]", 1800, 10, 3, false),
            ((string?)made["resource"], (int)made["defaultPriority"]!, made["labels"]!.ToJsonString(), (string?)made["lostPolicy"], made["config"],
                made["maxQueued"], made["templateVariables"]!.ToJsonString(), (int)made["startTimeoutSeconds"]!, (int)made["cancelGraceSeconds"]!,
                (int)made["maxAttempts"]!, (bool)made["paused"]!));
    }

    [Fact]
    public async Task A_change_keeps_what_it_leaves_out_takes_null_as_the_default_and_replaces_the_rest_whole()
    {
        await CreateAsync("""{"name":"cpu","resource":"docker","description":"d","maxQueued":7,"defaultPriority":0,"config":{"memory":"1g","cpus":"2"},"labels":["a"]}""");

        var (status, changed) = await ChangeAsync("""{"maxQueued":null,"defaultPriority":null,"config":{"memory":"2.50g"}}""");

        Assert.Equal(200, status);
        Assert.Equal(
            ("d", null, 2, """{"memory":"2.50g"}""", """["a"]"""),
            ((string?)changed["description"], changed["maxQueued"], (int)changed["defaultPriority"]!, changed["config"]!.ToJsonString(), changed["labels"]!.ToJsonString()));
    }

    [Fact]
    public async Task What_is_shown_can_be_sent_back_as_a_change_of_the_settings_in_it()
    {
        var (_, made) = await CreateAsync("""{"name":"cpu","resource":"docker","externalLinks":{"docs":"https://a.example/1"},"templateVariables":[{"name":"m","schema":{"type":"string","default":"1"}}],"config":{"memory":"{{m}}"}}""");
        var body = new JsonObject();
        foreach (var (name, value) in made.AsObject().Where(field => Changeable.Contains(field.Key)))
        {
            body[name] = value?.DeepClone();
        }

        var (status, changed) = await ChangeAsync(body.ToJsonString());

        Assert.Equal(200, status);
        foreach (var name in Changeable)
        {
            Assert.True(JsonNode.DeepEquals(made[name], changed[name]), name);
        }
    }

    [Theory]
    [InlineData("""{"resource":"process"}""", "name", "The body lacks name")]
    [InlineData("""{"name":null,"resource":"process"}""", "name", "name may not be null")]
    [InlineData("""{"name":"a","resource":"vertex"}""", "resource", "resource is process, docker, kubernetes or sagemaker")]
    [InlineData("""{"name":"a","resource":7}""", "resource", "resource has a value of the wrong kind")]
    [InlineData("""{"name":"a","resource":"process","lostPolicy":"maybe"}""", "lostPolicy", "lostPolicy is fail or retry")]
    [InlineData("""{"name":"a","resource":"process","maxQueued":"7"}""", "maxQueued", "maxQueued has a value of the wrong kind")]
    [InlineData("""{"name":"a","resource":"process","pauseNote":7}""", "pauseNote", "pauseNote has a value of the wrong kind")]
    [InlineData("""{"name":"a","resource":"process","templateVariables":[{"name":"x"}]}""", "templateVariables[0].schema", "The body lacks schema")]
    [InlineData("""{"name":"a","resource":"process","templateVariables":[{"name":1,"schema":{}}]}""", "templateVariables[0].name", "templateVariables[0].name has a value of the wrong kind")]
    [InlineData("""{"name":"a","resource":"process","labels":[null]}""", "labels", "labels has at most")]
    [InlineData("""{"name":"a","resource":"process","maxqueued":7}""", "maxqueued", "There is no field 'maxqueued' here")]
    [InlineData("""{"name":"a","name":"b","resource":"process"}""", "name", "name stands twice in the body")]
    [InlineData("[]", "body", "body has a value of the wrong kind")]
    public async Task A_wrong_body_is_refused_by_field(string body, string field, string words)
    {
        var (status, problem) = await CreateAsync(body);

        Assert.Equal((400, "invalid", field), (status, (string?)problem["code"], Assert.Single(problem["errors"]!.AsObject()).Key));
        Assert.StartsWith(words, (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"description":"a\u0000b"}""", "description")]
    [InlineData("""{"config":{"a":["\ud800"]}}""", "config.a[0]")]
    [InlineData("""{"templateVariables":[{"name":"\u0000","schema":{}}]}""", "templateVariables[0].name")]
    public async Task Text_that_cannot_be_kept_is_refused_at_its_place(string body, string field)
    {
        await CreateAsync("""{"name":"cpu","resource":"docker"}""");

        var (status, problem) = await ChangeAsync(body);

        Assert.Equal((422, "text_invalid", field), (status, (string?)problem["code"], Assert.Single(problem["errors"]!.AsObject()).Key));
    }

    [Fact]
    public async Task A_config_of_many_letters_is_kept_as_it_was_written_and_never_in_the_way()
    {
        var config = $$"""{"env":"{{new string('あ', 45_000)}}\u00e9 \/ 1","n":1.50}""";
        Assert.Equal(201, (await CreateAsync($$"""{"name":"cpu","resource":"docker","allowedArguments":["n"],"config":{{config}}}""")).Status);

        var (status, changed) = await ChangeAsync("""{"paused":true}""");

        Assert.Equal(200, status);
        Assert.Equal("1.50", changed["config"]!["n"]!.ToJsonString());
        Assert.Contains(config.Replace("\n", "", StringComparison.Ordinal), await _server.Database.ReadAsync(session =>
            session.ScalarAsync<string>("select settings from queues where name = 'cpu'"), Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_place_of_what_is_wrong_is_told()
    {
        var (_, problem) = await CreateAsync("{\n\"name\":\"a\",\n\"resource\":\"process\",\n\"maxQueued\":\"x\"}");

        Assert.Contains("(line 4,", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":"other"}""", "name")]
    [InlineData("""{"resource":"docker"}""", "resource")]
    public async Task What_is_decided_at_the_beginning_cannot_be_changed(string body, string field)
    {
        await CreateAsync("""{"name":"cpu","resource":"docker"}""");

        var (status, problem) = await ChangeAsync(body);

        Assert.Equal((400, "invalid", field), (status, (string?)problem["code"], Assert.Single(problem["errors"]!.AsObject()).Key));
    }

    [Fact]
    public async Task What_is_left_out_of_a_webhook_and_what_is_null_have_their_defaults()
    {
        var (status, made) = await CreateWebhookAsync(
            $$"""{"name":"ci","url":"{{Target}}","secret":null,"accessToken":null,"signatureEncoding":null,"signatures":null,"headers":null,"enabled":null}""");
        var (_, shorter) = await CreateWebhookAsync($$"""{"name":"cd","url":"{{Target}}"}""");

        Assert.Equal(201, status);
        Assert.Equal(
            (null, null, "base64", "[]", "{}", true),
            (made["secret"], made["accessToken"], (string?)made["signatureEncoding"], made["signatures"]!.ToJsonString(), made["headers"]!.ToJsonString(), (bool)made["enabled"]!));
        foreach (var name in ChangeableOfWebhooks.Except(["name"]))
        {
            Assert.True(JsonNode.DeepEquals(made[name], shorter[name]), name);
        }
    }

    [Fact]
    public async Task A_change_of_a_webhook_keeps_what_it_leaves_out_and_replaces_headers_whole()
    {
        await CreateWebhookAsync($$"""{"name":"ci","url":"{{Target}}","signatureEncoding":"hex","signatures":["github","github"],"headers":{"X-A":"1","X-B":"2"},"enabled":false}""");

        var (status, changed) = await ChangeWebhookAsync("""{"signatureEncoding":null,"headers":{"X-B":"3"}}""");

        Assert.Equal(200, status);
        Assert.Equal(
            ("ci", Target, "base64", """["github"]""", """{"X-B":"3"}""", false),
            ((string?)changed["name"], (string?)changed["url"], (string?)changed["signatureEncoding"], changed["signatures"]!.ToJsonString(),
                changed["headers"]!.ToJsonString(), (bool)changed["enabled"]!));

        (_, changed) = await ChangeWebhookAsync("""{"name":"cd","signatures":null,"headers":null,"enabled":null}""");

        Assert.Equal(
            ("cd", "[]", "{}", true),
            ((string?)changed["name"], changed["signatures"]!.ToJsonString(), changed["headers"]!.ToJsonString(), (bool)changed["enabled"]!));
    }

    [Fact]
    public async Task What_is_shown_of_a_webhook_can_be_sent_back_as_a_change_of_the_settings_in_it()
    {
        var (_, made) = await CreateWebhookAsync($$"""{"name":"ci","url":"{{Target}}","signatureEncoding":"sha256=hex","signatures":["github"],"headers":{"X-A":"$${x}"},"enabled":false}""");
        var body = new JsonObject(made.AsObject().Where(field => ChangeableOfWebhooks.Contains(field.Key))
            .Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone())));

        var (status, changed) = await ChangeWebhookAsync(body.ToJsonString());

        Assert.Equal((200, ChangeableOfWebhooks.Length), (status, body.Count));
        foreach (var name in ChangeableOfWebhooks)
        {
            Assert.True(JsonNode.DeepEquals(made[name], changed[name]), name);
        }
    }

    [Theory]
    [InlineData("""{"url":null}""", "url", "url may not be null")]
    [InlineData("""{"signatureEncoding":"Base64"}""", "signatureEncoding", "signatureEncoding is base64, hex or sha256=hex")]
    [InlineData("""{"signatureEncoding":1}""", "signatureEncoding", "signatureEncoding has a value of the wrong kind")]
    [InlineData("""{"signatures":["github","gitlab"]}""", "signatures", "signatures takes github")]
    [InlineData("""{"signatures":[null]}""", "signatures[0]", "signatures[0] has a value of the wrong kind")]
    [InlineData("""{"signatures":"github"}""", "signatures", "signatures has a value of the wrong kind")]
    [InlineData("""{"headers":{"X-A":null}}""", "headers", "A header has a value")]
    [InlineData("""{"headers":{"X-A":1}}""", "headers.X-A", "headers.X-A has a value of the wrong kind")]
    [InlineData("""{"accesstoken":"T"}""", "accesstoken", "There is no field 'accesstoken' here")]
    public async Task Wrong_fields_of_a_webhook_are_refused_by_name_in_a_new_one_in_a_change_and_in_a_test(string fields, string field, string words)
    {
        await CreateWebhookAsync($$"""{"name":"ci","url":"{{Target}}"}""");
        var connection = JsonNode.Parse(fields)!.AsObject();
        if (!connection.ContainsKey("url"))
        {
            connection["url"] = Target;
        }
        var whole = connection.DeepClone();
        whole["name"] = "new";

        (int Status, JsonNode Answer)[] answers =
        [
            await CreateWebhookAsync(whole.ToJsonString()), await ChangeWebhookAsync(fields),
            await _server.SendAsync(HttpMethod.Post, $"{Webhooks}/test", connection.ToJsonString(), Ct),
        ];

        foreach (var (status, problem) in answers)
        {
            Assert.Equal((400, "invalid", field), (status, (string?)problem["code"], Assert.Single(problem["errors"]!.AsObject()).Key));
            Assert.StartsWith(words, (string?)problem["detail"], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"name":null}""", "name", "name may not be null")]
    [InlineData("""{"payload":{}}""", "payload", "There is no field 'payload' here")]
    [InlineData("""{"usedBy":[]}""", "usedBy", "There is no field 'usedBy' here")]
    public async Task A_change_of_a_webhook_names_what_it_cannot_give(string body, string field, string words)
    {
        await CreateWebhookAsync($$"""{"name":"ci","url":"{{Target}}"}""");

        var (status, problem) = await ChangeWebhookAsync(body);

        Assert.Equal((400, "invalid", field), (status, (string?)problem["code"], Assert.Single(problem["errors"]!.AsObject()).Key));
        Assert.StartsWith(words, (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"payload":{}}""", "url", "The body lacks url")]
    [InlineData("""{"name":"ci","url":"http://localhost:9/hook"}""", "name", "There is no field 'name' here")]
    [InlineData("""{"url":"http://localhost:9/hook","enabled":true}""", "enabled", "There is no field 'enabled' here")]
    public async Task A_test_of_what_is_not_saved_takes_the_fields_of_the_request_alone(string body, string field, string words)
    {
        var (status, problem) = await _server.SendAsync(HttpMethod.Post, $"{Webhooks}/test", body, Ct);

        Assert.Equal((400, "invalid", field), (status, (string?)problem["code"], Assert.Single(problem["errors"]!.AsObject()).Key));
        Assert.StartsWith(words, (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_of_what_is_not_saved_takes_null_as_the_default()
    {
        var (status, tested) = await _server.SendAsync(
            HttpMethod.Post, $"{Webhooks}/test",
            $$"""{"url":"{{Target}}","secret":null,"signatureEncoding":null,"signatures":null,"headers":null,"payload":null,"sampleEvent":null}""", Ct);

        Assert.Equal((200, false, Target), (status, (bool)tested["delivered"]!, (string?)tested["request"]!["url"]));
    }

    private static readonly string[] ChangeableOfWebhooks = ["name", "url", "secret", "accessToken", "signatureEncoding", "signatures", "headers", "enabled"];

    private static readonly string[] Changeable =
        ["paused", "pauseNote", "description", "config", "templateVariables", "defaultPriority", "maxConcurrency", "maxQueued", "startTimeoutSeconds", "runTimeoutSeconds",
        "cancelGraceSeconds", "maxWaitSeconds", "labels", "lostPolicy", "maxAttempts", "allowedArguments", "externalLinks"];

    private Task<(int Status, JsonNode Answer)> CreateAsync(string body) => _server.SendAsync(HttpMethod.Post, Queues, body, Ct);

    private Task<(int Status, JsonNode Answer)> ChangeAsync(string body) => _server.SendAsync(HttpMethod.Patch, $"{Queues}/cpu", body, Ct);

    private Task<(int Status, JsonNode Answer)> CreateWebhookAsync(string body) => _server.SendAsync(HttpMethod.Post, Webhooks, body, Ct);

    private Task<(int Status, JsonNode Answer)> ChangeWebhookAsync(string body) => _server.SendAsync(HttpMethod.Patch, $"{Webhooks}/ci", body, Ct);
}

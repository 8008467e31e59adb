using System.Text.Json.Nodes;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Rest;

/// <summary>How settings are read from bodies, whole and as a change (ADR 0016).</summary>
public sealed class SettingsBodyTests : IAsyncLifetime
{
    private const string Queues = "teams/vision/queues";
    private RunningServer _server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
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

    [Theory]
    [InlineData("""{"name":"other"}""", "name")]
    [InlineData("""{"resource":"docker"}""", "resource")]
    public async Task What_is_decided_at_the_beginning_cannot_be_changed(string body, string field)
    {
        await CreateAsync("""{"name":"cpu","resource":"docker"}""");

        var (status, problem) = await ChangeAsync(body);

        Assert.Equal((400, "invalid", field), (status, (string?)problem["code"], Assert.Single(problem["errors"]!.AsObject()).Key));
    }

    private static readonly string[] Changeable =
        ["paused", "pauseNote", "description", "config", "templateVariables", "defaultPriority", "maxConcurrency", "maxQueued", "startTimeoutSeconds", "runTimeoutSeconds",
        "cancelGraceSeconds", "maxWaitSeconds", "labels", "lostPolicy", "maxAttempts", "allowedArguments", "externalLinks"];

    private Task<(int Status, JsonNode Answer)> CreateAsync(string body) => _server.SendAsync(HttpMethod.Post, Queues, body, Ct);

    private Task<(int Status, JsonNode Answer)> ChangeAsync(string body) => _server.SendAsync(HttpMethod.Patch, $"{Queues}/cpu", body, Ct);
}

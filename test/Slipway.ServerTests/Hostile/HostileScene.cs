using System.Text.Json.Nodes;
using Slipway.Api.Agents;
using Slipway.ServerTests.Access;
using Slipway.Testing;
using Slipway.Testing.Launch;

namespace Slipway.ServerTests.Hostile;

/// <summary>A server with one of everything, and an agent of its own that holds an attempt.</summary>
internal sealed class HostileScene : IAsyncDisposable
{
    private readonly PermissionWalk _walk;
    private readonly HttpClient _http;
    private ProtocolAgent _agent = null!;
    private AttemptSpecBody _attempt = null!;
    private int _unique;

    private HostileScene(PermissionWalk walk, HttpClient http)
    {
        _walk = walk;
        _http = http;
    }

    public static async Task<HostileScene> StartAsync(TestEngine engine, HttpClient http, CancellationToken ct)
    {
        var scene = new HostileScene(await PermissionWalk.StartAsync(ct, engine), http);
        var server = scene._walk.Server;
        // The agent's team is another, or whatever ends the items of the first would end its attempt.
        var launch = await LaunchScene.SetUpAsync(server.Admin, "agents", ct);
        await launch.AddJobAsync("train", "true", ct);
        await launch.EnqueueAsync("train", ct);
        scene._agent = await ProtocolAgent.StartAsync(server, server.Admin, "agents", http, ct, "cpu");
        scene._attempt = await scene._agent.RunAsync(ct);
        return scene;
    }

    public async Task<HostileTarget> TargetAsync(CancellationToken ct) => new(
        _walk.Server.Url,
        JsonNode.Parse(await _http.GetStringAsync($"{_walk.Server.Url}/openapi/v1.json", ct))!,
        ValueOf,
        operation => operation.Body is null ? [] : [.. SamplesOf(operation).Select(sample => JsonNode.Parse(Fill(sample))!.AsObject())],
        operation => operation.Template is "/api/v1/agent/register" or "/api/v1/agent/challenges" or "/api/v1/agent/sessions" ? null
            : operation.Template.StartsWith("/api/v1/agent/", StringComparison.Ordinal) ? _agent.Token : _walk.Server.AdminKey);

    public async ValueTask DisposeAsync()
    {
        _agent.Dispose();
        await _walk.DisposeAsync();
    }

    private string ValueOf(ApiOperation operation, string parameter)
    {
        if (operation.Template.StartsWith("/api/v1/agent/", StringComparison.Ordinal))
        {
            return _attempt.Id;
        }
        // What everything stands on stays; what is deleted or ended is another with each request.
        var isLast = operation.Template.EndsWith($"{{{parameter}}}", StringComparison.Ordinal);
        return operation.Method == "DELETE" && isLast ? $"gone-{Interlocked.Increment(ref _unique)}" : _walk.ValueOf(operation.Method, operation.Template, parameter);
    }

    private string Fill(string sample) => sample.Replace("UNIQUE", $"u{Interlocked.Increment(ref _unique)}", StringComparison.Ordinal)
        .Replace("FENCE", $"{_attempt.Fence}", StringComparison.Ordinal)
        .Replace("ATTEMPT", _attempt.Id, StringComparison.Ordinal)
        .Replace("AGENT", _agent.Id, StringComparison.Ordinal)
        .Replace("REQUEST", Guid.NewGuid().ToString("n"), StringComparison.Ordinal);

    // Where one body does not lead everywhere; for an operation that is not named here, that of the walk of permissions, or none.
    private static string[] SamplesOf(ApiOperation operation) => operation.Name.Replace("/api/v1", "", StringComparison.Ordinal) switch
    {
        "POST /users" or "POST /teams" => ["""{"name":"UNIQUE"}"""],
        "POST /teams/{team}/projects" or "POST /teams/{team}/registry/models" => ["""{"name":"UNIQUE"}"""],
        "POST /teams/{team}/service-accounts" => ["""{"name":"UNIQUE","role":"viewer"}"""],
        "POST /teams/{team}/webhooks" => ["""{"name":"UNIQUE","url":"https://hooks.invalid/x"}"""],
        "POST /teams/{team}/projects/{project}/runs" => ["""{"id":"UNIQUE"}"""],
        "POST /teams/{team}/queues" =>
        [
            """{"name":"UNIQUE","resource":"process"}""",
            """{"name":"UNIQUE","resource":"docker","config":{"env":{"A":"{{x}}"}},"templateVariables":[{"name":"x","schema":{"type":"string","default":"a"}}]}""",
            """{"name":"UNIQUE","resource":"kubernetes","config":{"spec":{"template":{"spec":{"containers":[{"name":"a"}]}}}}}""",
        ],
        "POST /teams/{team}/queues/{queue}/items" =>
        [
            """{"job":"vision/lab/train","project":"lab"}""",
            """{"job":"vision/lab/train","project":"lab","overrides":{"args":["a"],"runConfig":{"a":1,"m":"wandb-artifact://vision/lab/clf:v0"},"artifacts":{"m":"vision/lab/clf:v0"}}}""",
        ],
        "POST /teams/{team}/projects/{project}/jobs" =>
        [
            """{"name":"UNIQUE","source":{"type":"image","image":"alpine:3"}}""",
            """{"name":"UNIQUE","source":{"type":"artifact","artifact":"vision/lab/clf:v0","entryPoint":["true"]},"inputs":{"type":"object","properties":{"a":{"type":"number"}}}}""",
            """{"name":"UNIQUE","source":{"type":"repo","remote":"https://git.example.com/a.git","commit":"0123456789012345678901234567890123456789","entryPoint":["true"]}}""",
        ],
        "POST /teams/{team}/automations" => Automations(),
        "POST /teams/{team}/automations/preview" => [.. Automations().Select(automation => $$"""{"automation":{{automation}}}""")],
        "POST /teams/{team}/webhooks/{name}/test" => ["{}", """{"payload":{"a":"${alias}"},"event":{"type":"ADD_ARTIFACT_ALIAS"}}"""],
        "POST /agent/register" => ["""{"token":"none","name":"box","publicKey":"AAAA"}"""],
        "POST /agent/challenges" => ["""{"agentId":"AGENT"}"""],
        "POST /agent/sessions" => ["""{"agentId":"AGENT","challenge":"x","signature":"AAAA","bootId":"boot-12345678","host":"h","version":"1.0.0","labels":[],"runners":["process"],"queues":["cpu"],"slots":1}"""],
        "POST /agent/claims" => ["""{"requestId":"REQUEST","queues":["cpu"],"slots":1,"waitMilliseconds":0}"""],
        "POST /agent/heartbeats" => ["""{"attempts":[{"id":"ATTEMPT","fence":FENCE,"state":"running"}]}"""],
        "POST /agent/attempts/{id}/start" => ["""{"fence":FENCE}"""],
        "POST /agent/attempts/{id}/enter" => ["""{"fence":FENCE,"nonce":"REQUEST"}"""],
        // With another fence, or the attempt would be over for all that follows.
        "POST /agent/attempts/{id}/finish" => ["""{"fence":1,"outcome":"failed","exitCode":1}"""],
        var name => [PermissionWalk.BodyOf(name)],
    };

    private static string[] Automations() =>
    [
        """{"name":"UNIQUE","event":{"type":"ADD_ARTIFACT_ALIAS"},"scope":{"type":"registeredModel","name":"Iris"},"action":{"type":"webhook","webhook":"hook","payload":{"a":"${alias}"}}}""",
        """{"name":"UNIQUE","event":{"type":"ADD_ARTIFACT_ALIAS","aliasPattern":"^p"},"action":{"type":"launch","queue":"cpu","job":"vision/lab/train","project":"lab","overrides":{"runConfig":{"a":"${alias}"}}}}""",
        """{"name":"UNIQUE","event":{"type":"RUN_STATE","states":["failed"],"runFilter":{"name":"^a"}},"scope":{"type":"project","name":"lab"},"action":{"type":"webhook","webhook":"hook"}}""",
        """{"name":"UNIQUE","event":{"type":"RUN_METRIC","metric":{"name":"loss","op":"<","threshold":0.5}},"scope":{"type":"project","name":"lab"},"action":{"type":"webhook","webhook":"hook"}}""",
    ];
}

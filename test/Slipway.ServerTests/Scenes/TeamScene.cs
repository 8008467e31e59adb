using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api.Access;
using Slipway.Api.Automations;
using Slipway.Api.Clients;
using Slipway.Api.Texts;
using Slipway.Api.Webhooks;
using Slipway.Testing;
using Slipway.Testing.Scenes;

namespace Slipway.ServerTests.Scenes;

/// <summary>A team of a running server, the requests that its webhooks send, and raw HTTP to it.</summary>
internal sealed class TeamScene
{
    private static readonly ConcurrentDictionary<(Receiver, string), Func<ReceivedRequest, ReceiverAnswer>> Answers = new();
    private readonly Receiver _receiver;
    private readonly HttpClient _http;
    private readonly AliasScene _aliases;
    private int _users;

    private TeamScene(RunningServer server, Receiver receiver, HttpClient http, AliasScene aliases)
    {
        Server = server;
        _receiver = receiver;
        _http = http;
        _aliases = aliases;
    }

    public RunningServer Server { get; }

    public SlipwayClient Admin => Server.Admin;

    public string Name => _aliases.Team;

    /// <summary>Where the webhook <c>ci</c> sends to.</summary>
    public string Target => $"{_receiver.Url}/{Name}";

    /// <summary>Decides each answer to this team's webhooks; 200 when not set.</summary>
    public Func<ReceivedRequest, ReceiverAnswer> Answer { set => Answers[(_receiver, PathOf(Name))] = value; }

    /// <summary>What this team's webhooks have sent, oldest first.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => Mine(_receiver.Requests);

    public static async Task<TeamScene> SetUpAsync(RunningServer server, Receiver receiver, HttpClient http, string team, CancellationToken ct)
    {
        receiver.Answer = request => Answers.TryGetValue((receiver, FirstSegment(request.Path)), out var answer) ? answer(request) : ReceiverAnswer.Ok;
        return new TeamScene(server, receiver, http, await AliasScene.SetUpAsync(server.Admin, $"{receiver.Url}/{team}", null, ct, team));
    }

    public Task MoveAliasAsync(string alias, string version, CancellationToken ct) => _aliases.MoveAliasAsync(alias, version, ct);

    public Task<string> PublishAndLinkAsync(string content, CancellationToken ct) => _aliases.PublishAndLinkAsync(content, ct);

    /// <summary>Waits until so many requests have come from this team's webhooks.</summary>
    public async Task<IReadOnlyList<ReceivedRequest>> WaitForAsync(int count) =>
        Mine(await _receiver.WaitForAsync(all => Mine(all).Count >= count, $"{count} requests of {Name}"));

    /// <summary>A further webhook that sends below <see cref="Target"/>.</summary>
    public Task<WebhookResponse> AddWebhookAsync(WebhookSettings webhook, CancellationToken ct) => Admin.Webhooks.CreateAsync(Name, webhook, ct);

    /// <summary>A further automation that calls a webhook.</summary>
    /// <param name="model">The registered model; null for the whole registry.</param>
    /// <param name="payload">The text of the payload; null for none.</param>
    public Task<AutomationResponse> AddAutomationAsync(
        string name, string eventType, string? model, string webhook, string? payload, CancellationToken ct) =>
        Admin.Automations.CreateAsync(Name, Automation(name, eventType, model, webhook, payload), ct);

    public static AutomationSettings Automation(string name, string eventType, string? model, string webhook, string? payload) => new()
    {
        Name = name,
        Scope = model is null ? null : new AutomationScope { Type = ScopeType.RegisteredModel, Name = model },
        Event = new AutomationEvent { Type = EnumWords.Find<AutomationEventType>(eventType)!.Value },
        Action = new WebhookAction
        {
            Webhook = webhook,
            Payload = payload,
        },
    };

    /// <summary>The key of a new user with that role in the team.</summary>
    public async Task<string> AddUserAsync(string role, CancellationToken ct)
    {
        var name = $"{Name}-{role}-{Interlocked.Increment(ref _users)}";
        await Admin.Access.CreateUserAsync(new CreateUserRequest { Name = name }, ct);
        await Admin.Access.PutMemberAsync(Name, name, role, ct);
        return (await Admin.Access.CreateApiKeyAsync(name, new CreateApiKeyRequest(), ct)).Key;
    }

    /// <summary>The only delivery of an automation once it is in that state.</summary>
    public Task<DeliveryDetailResponse> DeliveryAsync(string automation, string state, CancellationToken ct) =>
        Eventually.FindAsync(async () =>
        {
            var delivery = await Admin.Webhooks.ListDeliveriesAsync(Name, null, automation, null, 500, ct).SingleOrDefaultAsync(ct);
            return delivery?.State == state ? await Admin.Webhooks.GetDeliveryAsync(Name, delivery.Id, ct) : null;
        }, $"a delivery of {automation} in state {state}", ct);

    /// <summary>The answer to a request below the team's address: its status and its JSON, if it has any.</summary>
    public async Task<(int Status, JsonNode? Body)> SendAsync(string method, string path, object? body, CancellationToken ct, string? key = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{Server.Url}/api/v1/teams/{Name}/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key ?? Server.AdminKey);
        if (body is not null)
        {
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        }
        using var response = await _http.SendAsync(request, ct);
        var text = await response.Content.ReadAsStringAsync(ct);
        return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    private List<ReceivedRequest> Mine(IEnumerable<ReceivedRequest> all) => [.. all.Where(request => FirstSegment(request.Path) == PathOf(Name))];

    private static string PathOf(string team) => "/" + team;

    private static string FirstSegment(string path) => path.IndexOf('/', 1) is > 0 and var end ? path[..end] : path;
}

using Slipway.Api.Http;

namespace Slipway.Api.Clients;

/// <summary>
/// The typed client of the REST API, one property for each area. Safe for use by many threads. Every method throws
/// <see cref="SlipwayApiException"/> for a refusal and <see cref="HttpRequestException"/> when the server cannot be reached.
/// </summary>
/// <remarks>
/// Give <paramref name="http"/> no overall time-out when large files are moved: <see cref="HttpClient.Timeout"/> counts the body.
/// </remarks>
/// <param name="http">Stays the caller's to dispose of. It must not follow redirects to strangers.</param>
/// <param name="server">Such as <c>http://127.0.0.1:8420</c>; may have a path.</param>
/// <param name="apiKey">Sent as bearer token to this server only; null asks without identity.</param>
/// <param name="time">Waits between attempts; null for the system's clock.</param>
public sealed class SlipwayClient(HttpClient http, Uri server, string? apiKey, TimeProvider? time = null)
{
    private readonly ApiConnection _connection = new(http, server, apiKey);

    /// <summary>Where the server is.</summary>
    public Uri Server => _connection.Server;

    /// <summary>Users, keys, teams, members, projects, audit.</summary>
    public AccessClient Access => new(_connection);

    /// <summary>Artifacts and their files.</summary>
    public ArtifactsClient Artifacts => new(_connection, time ?? TimeProvider.System);

    /// <summary>Registered models, links, aliases, tags.</summary>
    public RegistryClient Registry => new(_connection);

    /// <summary>The event log and its live stream.</summary>
    public EventsClient Events => new(_connection, time ?? TimeProvider.System);

    /// <summary>Team secrets.</summary>
    public SecretsClient Secrets => new(_connection);

    /// <summary>Webhooks and deliveries.</summary>
    public WebhooksClient Webhooks => new(_connection);

    /// <summary>Automations and their executions.</summary>
    public AutomationsClient Automations => new(_connection);

    /// <summary>Queues and their items.</summary>
    public QueuesClient Queues => new(_connection);

    /// <summary>Jobs and their versions.</summary>
    public JobsClient Jobs => new(_connection);

    /// <summary>Agents as people see and steer them.</summary>
    public AgentsClient Agents => new(_connection);

    /// <summary>Runs with their metrics, logs and files.</summary>
    public RunsClient Runs => new(_connection);

    /// <summary>An HTTP client fit for this: no redirects, no overall time-out, connections renewed now and then.</summary>
    public static HttpClient NewHttpClient()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),

            // A busy server says late that a large body is welcome; one that was sent all the same hides its refusal.
            Expect100ContinueTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
        };
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }
}

using System.Net;
using System.Security.Cryptography;
using System.Text;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Server.Options;

namespace Slipway.Server.Health;

/// <summary>
/// Who sees what is inside: the metrics, which name teams and queues, and the details of readiness. Who has the token of the
/// option metrics-token; without that option, who asks from this very machine and through no proxy.
/// </summary>
internal sealed class Insiders(ServerOptions options)
{
    // A proxy on this machine asks from this machine too. What proxies add tells them apart, though one can be set up to add nothing.
    private static readonly string[] ThroughProxy = ["Forwarded", "Via", "X-Real-IP", "X-Original-For", "X-Original-Proto"];

    public bool Admits(HttpContext context) => options.MetricsToken is { } token ? HasToken(context.Request, token) : IsFromHere(context);

    /// <summary>Lets nobody else reach the endpoints.</summary>
    public void Guard(IEndpointConventionBuilder endpoints) => endpoints.Add(endpoint =>
    {
        var inner = endpoint.RequestDelegate!;
        endpoint.RequestDelegate = context => Admits(context) ? inner(context) : RefuseAsync(context);
    });

    private static bool HasToken(HttpRequest request, string token)
    {
        const string scheme = "Bearer ";
        var sent = request.Headers.Authorization.ToString();
        return sent.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Hash(sent[scheme.Length..].Trim()), Hash(token));
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static bool IsFromHere(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && (string.Equals(context.Request.Host.Host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(context.Request.Host.Host.Trim('[', ']'), out var host) && IPAddress.IsLoopback(host)))
        // What nginx speaks to those behind it unless it is told otherwise, and no scraper.
        && context.Request.Protocol != HttpProtocol.Http10
        && !context.Request.Headers.Keys.Any(name =>
            name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) || ThroughProxy.Contains(name, StringComparer.OrdinalIgnoreCase));

    private Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return new ProblemResult(new Refusal(ErrorCodes.Unauthorized, options.MetricsToken is null
            ? "The metrics are for the machine that the server runs on. For others set the option metrics-token, and send it: 'Authorization: Bearer TOKEN'."
            : "Send the token of the option metrics-token: 'Authorization: Bearer TOKEN'.")).ExecuteAsync(context);
    }
}

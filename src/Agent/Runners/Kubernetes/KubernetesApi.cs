using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api.Commands;
using k8s;

namespace Slipway.Agent.Runners.Kubernetes;

/// <summary>
/// The few calls that we need, as JSON: what a queue's admin wrote into a manifest reaches the API server as it is, whatever
/// version that speaks. The client library reads the configuration, and knows certificates and credentials.
/// </summary>
internal sealed class KubernetesApi(k8s.Kubernetes client, TimeProvider time) : IDisposable
{
    /// <summary>Shorter than proxies keep silent connections.</summary>
    private const int WatchSeconds = 30;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WatchPatience = TimeSpan.FromSeconds(WatchSeconds + 15);
    private long _ahead;

    /// <summary>By a kubeconfig file, or as a pod of the cluster when there is none.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static (KubernetesApi Api, string Namespace) Connect(string? kubeconfig, TimeProvider time)
    {
        try
        {
            var config = kubeconfig is null && KubernetesClientConfiguration.IsInCluster()
                ? KubernetesClientConfiguration.InClusterConfig()
                : KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig);
            return (new KubernetesApi(new k8s.Kubernetes(config), time), config.Namespace is { Length: > 0 } name ? name : "default");
        }
        catch (Exception e) when (e is k8s.Exceptions.KubeConfigException or IOException or ArgumentException)
        {
            throw new UsageException($"the kubeconfig cannot be used: {e.Message} Give --kubeconfig FILE.");
        }
    }

    /// <summary>
    /// Now by the cluster's clock, as the server's last answer told it: the cluster's instants are compared with this one, for
    /// the clock of the agent's host may be another.
    /// </summary>
    public DateTimeOffset Now => time.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));

    /// <summary>Which version answers.</summary>
    public async Task<string> VersionAsync(CancellationToken ct) =>
        (string?)(await JsonAsync(HttpMethod.Get, "/version", null, ct))["gitVersion"] ?? "?";

    /// <summary>An object or a list; null when the server says of this very object that it does not exist.</summary>
    public async Task<JsonNode?> FindAsync(string path, CancellationToken ct)
    {
        try
        {
            return await JsonAsync(HttpMethod.Get, path, null, ct);
        }
        catch (ObjectMissingException)
        {
            return null;
        }
    }

    /// <summary>False when one of that name exists.</summary>
    public async Task<bool> TryCreateAsync(string path, JsonNode what, CancellationToken ct)
    {
        try
        {
            await JsonAsync(HttpMethod.Post, path, what, ct);
            return true;
        }
        catch (KubernetesRefusedException e) when (e.Status == HttpStatusCode.Conflict)
        {
            return false;
        }
    }

    /// <summary>Changes some fields; does nothing when there is no such object.</summary>
    public async Task PatchAsync(string path, JsonNode change, CancellationToken ct)
    {
        try
        {
            await JsonAsync(HttpMethod.Patch, path, change, ct);
        }
        catch (ObjectMissingException)
        {
            // Gone: nothing to change.
        }
    }

    /// <summary>Does nothing when there is no such object.</summary>
    public async Task DeleteAsync(string path, CancellationToken ct)
    {
        try
        {
            await JsonAsync(HttpMethod.Delete, path, null, ct);
        }
        catch (ObjectMissingException)
        {
            // Gone already.
        }
    }

    /// <summary>A stream of bytes, such as a log; null when what it is of does not exist.</summary>
    public async Task<Stream?> StreamAsync(string path, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            var response = await SendAsync(HttpMethod.Get, path, null, patience.Token);
            return await response.Content.ReadAsStreamAsync(ct);
        }
        catch (ObjectMissingException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException("the Kubernetes API does not answer.");
        }
    }

    /// <summary>
    /// What changes in a list after its version, until the server ends it: what happened (<c>ADDED</c>, <c>MODIFIED</c>,
    /// <c>DELETED</c>) and the object. It ends without a word when the version is too old: whoever watches lists anew then.
    /// </summary>
    /// <exception cref="TimeoutException">Nothing came for longer than the server was asked to wait.</exception>
    public async IAsyncEnumerable<(string Type, JsonNode Object)> WatchAsync(
        string path, string version, [EnumeratorCancellation] CancellationToken ct)
    {
        var query = $"{path}&watch=true&allowWatchBookmarks=true&timeoutSeconds={WatchSeconds}&resourceVersion={Uri.EscapeDataString(version)}";
        if (await StreamAsync(query, ct) is not { } stream)
        {
            yield break;
        }

        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (await LineAsync(reader, ct) is { } line)
        {
            if (JsonNode.Parse(line) is not { } change || (string?)change["type"] is "ERROR" or null)
            {
                yield break;
            }

            if ((string?)change["type"] is "ADDED" or "MODIFIED" or "DELETED" && change["object"] is { } changed)
            {
                yield return ((string)change["type"]!, changed);
            }
        }
    }

    /// <summary>Calls until the server answers or refuses.</summary>
    public async Task<T> PatientlyAsync<T>(Func<Task<T>> call, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (Exception e) when (KubernetesFaults.IsPassing(e) && !ct.IsCancellationRequested)
            {
                await PauseAsync(ct);
            }
        }
    }

    public Task PauseAsync(CancellationToken ct) => Task.Delay(RetryEvery, time, ct);

    public void Dispose() => client.Dispose();

    /// <summary>A connection that died without a word is not waited for.</summary>
    private static async Task<string?> LineAsync(StreamReader reader, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(WatchPatience);
        try
        {
            return await reader.ReadLineAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException("the Kubernetes API fell silent.");
        }
    }

    private async Task<JsonNode> JsonAsync(HttpMethod method, string path, JsonNode? body, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            using var response = await SendAsync(method, path, body, patience.Token);
            return JsonNode.Parse(await response.Content.ReadAsByteArrayAsync(patience.Token)) ?? throw new JsonException("null");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException("the Kubernetes API does not answer.");
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, new Uri(client.BaseUri, path));
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(
                method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json");
        }

        if (client.Credentials is { } credentials)
        {
            await credentials.ProcessHttpRequestAsync(request, ct);
        }

        var response = await client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.Headers.Date is { } date)
        {
            Interlocked.Exchange(ref _ahead, (date - time.GetUtcNow()).Ticks);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            var (message, isOfObject) = Told(await response.Content.ReadAsStringAsync(ct));
            throw response.StatusCode == HttpStatusCode.NotFound && isOfObject
                ? new ObjectMissingException(message)
                : new KubernetesRefusedException(response.StatusCode, message);
        }
    }

    /// <summary>The server's words, and whether they are about one object by its name.</summary>
    private static (string Message, bool IsOfObject) Told(string body)
    {
        try
        {
            var status = JsonNode.Parse(body);
            return ((string?)status?["message"] ?? body, (string?)status?["details"]?["name"] is { Length: > 0 });
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (body.Trim(), false);
        }
    }

    /// <summary>There is no such object.</summary>
    private sealed class ObjectMissingException(string message) : Exception(message);
}

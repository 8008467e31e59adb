using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;

namespace Slipway.Agent.Runners.Kubernetes;

/// <summary>The API server refused; the message is its own.</summary>
internal sealed class KubernetesRefusedException(HttpStatusCode status, string message) : Exception(message)
{
    public HttpStatusCode Status => status;
}

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

    /// <summary>Whether an exception means that the server was not there, or not well, rather than that it refused.</summary>
    public static bool IsPassing(Exception e) =>
        e is HttpRequestException or IOException or TimeoutException or JsonException
        || e is KubernetesRefusedException { Status: HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError };

    /// <summary>Which version answers.</summary>
    public async Task<string> VersionAsync(CancellationToken ct) =>
        (string?)(await JsonAsync(HttpMethod.Get, "/version", null, ct))["gitVersion"] ?? "?";

    /// <summary>An object or a list; null when there is none.</summary>
    public async Task<JsonNode?> FindAsync(string path, CancellationToken ct)
    {
        try
        {
            return await JsonAsync(HttpMethod.Get, path, null, ct);
        }
        catch (KubernetesRefusedException e) when (e.Status == HttpStatusCode.NotFound)
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
        catch (KubernetesRefusedException e) when (e.Status == HttpStatusCode.NotFound)
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
        catch (KubernetesRefusedException e) when (e.Status == HttpStatusCode.NotFound)
        {
            // Gone already.
        }
    }

    /// <summary>A stream of bytes, such as a log.</summary>
    public async Task<Stream> StreamAsync(string path, CancellationToken ct)
    {
        var response = await SendAsync(HttpMethod.Get, path, null, ct);
        return await response.Content.ReadAsStreamAsync(ct);
    }

    /// <summary>
    /// What changes in a list after its version, until the server ends it. It ends without a word when the version is too old:
    /// whoever watches lists anew then.
    /// </summary>
    public async IAsyncEnumerable<JsonNode> WatchAsync(string path, string version, [EnumeratorCancellation] CancellationToken ct)
    {
        var query = $"{path}&watch=true&allowWatchBookmarks=true&timeoutSeconds={WatchSeconds}&resourceVersion={Uri.EscapeDataString(version)}";
        using var reader = new StreamReader(await StreamAsync(query, ct), Encoding.UTF8);
        while (await reader.ReadLineAsync(ct) is { } line)
        {
            if (JsonNode.Parse(line) is not { } change || (string?)change["type"] is "ERROR" or null)
            {
                yield break;
            }

            if ((string?)change["type"] is "ADDED" or "MODIFIED" or "DELETED" && change["object"] is { } changed)
            {
                yield return changed;
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
            catch (Exception e) when (IsPassing(e) && !ct.IsCancellationRequested)
            {
                await PauseAsync(ct);
            }
        }
    }

    public Task PauseAsync(CancellationToken ct) => Task.Delay(RetryEvery, time, ct);

    public void Dispose() => client.Dispose();

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
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw new KubernetesRefusedException(response.StatusCode, MessageOf(await response.Content.ReadAsStringAsync(ct)));
        }
    }

    private static string MessageOf(string body)
    {
        try
        {
            return (string?)JsonNode.Parse(body)?["message"] ?? body;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return body;
        }
    }
}

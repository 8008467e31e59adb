using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static Slipway.Testing.Kubernetes.FakeAnswers;

namespace Slipway.Testing.Kubernetes;

/// <summary>
/// Answers like the API server of a cluster for Jobs, pods, their logs and Secrets: names are given once (409), what makes no
/// sense is refused (422), watches send bookmarks, and end without a word after a 410. Its pods are processes of this host.
/// </summary>
public sealed class FakeKubernetes : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TemporaryFolder _folder = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, JsonObject> _jobs = [];
    private readonly Dictionary<string, JsonObject> _secrets = [];
    private readonly Dictionary<string, FakePod> _pods = [];
    private TaskCompletionSource<JsonObject> _change = New();
    private long _version = 100;

    private FakeKubernetes(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        _app = builder.Build();
        _app.Run(AnswerAsync);
        Kubeconfig = _folder["kubeconfig"];
        File.WriteAllText(
            Kubeconfig,
            $$$"""
            apiVersion: v1
            kind: Config
            current-context: fake
            clusters: [{name: fake, cluster: {server: "http://127.0.0.1:{{{port}}}"}}]
            users: [{name: agent, user: {token: a-token}}]
            contexts: [{name: fake, context: {cluster: fake, user: agent, namespace: jobs}}]
            """);
    }

    /// <summary>The file by which clients find it.</summary>
    public string Kubeconfig { get; }

    /// <summary>How many watches are to be told that their version is too old before one works.</summary>
    public int ExpiredWatches { get; set; }

    /// <summary>How many pods were ever made.</summary>
    public int PodsMade { get; private set; }

    public static async Task<FakeKubernetes> StartAsync()
    {
        var fake = new FakeKubernetes(Ports.Free());
        await fake._app.StartAsync();
        return fake;
    }

    /// <summary>A Job as the server has it; null for none.</summary>
    public JsonObject? Job(string name)
    {
        lock (_gate)
        {
            return _jobs.GetValueOrDefault(name)?.DeepClone().AsObject();
        }
    }

    /// <summary>A Secret as the server has it; null for none.</summary>
    public JsonObject? Secret(string name)
    {
        lock (_gate)
        {
            return _secrets.GetValueOrDefault(name)?.DeepClone().AsObject();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pod in _pods.Values)
        {
            pod.Kill();
        }

        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private static TaskCompletionSource<JsonObject> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task AnswerAsync(HttpContext context)
    {
        var parts = context.Request.Path.Value!.Trim('/').Split('/');
        if (context.Request.Headers.Authorization != "Bearer a-token")
        {
            await ProblemAsync(context, 401, "Unauthorized");
            return;
        }

        var body = context.Request.ContentLength > 0 || context.Request.Headers.ContainsKey("Content-Type")
            ? (await JsonNode.ParseAsync(context.Request.Body))?.AsObject() : null;
        switch (context.Request.Method, parts)
        {
            case (_, ["version"]):
                await WriteAsync(context, 200, new JsonObject { ["gitVersion"] = "v0-fake" });
                break;
            case ("GET", ["apis", "batch", "v1", "jobs"]) or ("GET", ["apis", "batch", "v1", "namespaces", _, "jobs"]):
                await ListAsync(context, _jobs.Values);
                break;
            case ("GET", ["api", "v1", "namespaces", _, "secrets"]):
                await ListAsync(context, _secrets.Values);
                break;
            case ("GET", ["api", "v1", "namespaces", _, "pods"]) when context.Request.Query["watch"] == "true":
                await WatchAsync(context);
                break;
            case ("GET", ["api", "v1", "namespaces", _, "pods"]):
                await ListAsync(context, _pods.Values.Select(pod => pod.Object));
                break;
            case ("POST", ["apis", "batch", "v1", "namespaces", var space, "jobs"]):
                await CreateJobAsync(context, space, body!);
                break;
            case ("POST", ["api", "v1", "namespaces", var space, "secrets"]):
                await CreateAsync(context, _secrets, space, body!);
                break;
            case ("GET", ["api", "v1", "namespaces", _, "pods", var name, "log"]):
                await LogAsync(context, name);
                break;
            case ("DELETE", ["api", "v1", "namespaces", _, "pods", var name]):
                await DeletePodAsync(context, name);
                break;
            case (_, ["apis", "batch", "v1", "namespaces", _, "jobs", var name]):
                await OneAsync(context, _jobs, "jobs.batch", name, body);
                break;
            case (_, ["api", "v1", "namespaces", _, "secrets", var name]):
                await OneAsync(context, _secrets, "secrets", name, body);
                break;
            default:
                await ProblemAsync(context, 404, "the server could not find the requested resource");
                break;
        }
    }

    private async Task CreateJobAsync(HttpContext context, string space, JsonObject job)
    {
        var container = job["spec"]?["template"]?["spec"]?["containers"]?[0];
        if (container is null || (string?)container["image"] is null or "" || (string?)job["spec"]?["template"]?["spec"]?["restartPolicy"] != "Never")
        {
            await ProblemAsync(context, 422, $"Job.batch \"{(string?)job["metadata"]?["name"]}\" is invalid: spec.template.spec.containers[0].image: Required value");
            return;
        }

        var limit = (string?)container["resources"]?["limits"]?["memory"];
        if (limit is "much")
        {
            await ProblemAsync(context, 422, "Job.batch is invalid: quantities must match the regular expression");
            return;
        }

        if (await CreateAsync(context, _jobs, space, job))
        {
            lock (_gate)
            {
                var name = (string)job["metadata"]!["name"]!;
                PodsMade++;
                var pod = new FakePod(name, space, job, _folder[$"{name}.log"], (of, status) => Changed(of, status));
                _pods[pod.Name] = pod;
                Changed(pod);
                var secret = _secrets.GetValueOrDefault((string?)container["envFrom"]?.AsArray()[^1]?["secretRef"]?["name"] ?? "");
                pod.Start(secret);
            }
        }
    }

    private async Task<bool> CreateAsync(HttpContext context, Dictionary<string, JsonObject> into, string space, JsonObject what)
    {
        var name = (string)what["metadata"]!["name"]!;
        bool added;
        JsonObject answer;
        lock (_gate)
        {
            what["metadata"]!["uid"] = Guid.NewGuid().ToString();
            what["metadata"]!["namespace"] = space;
            what["metadata"]!["resourceVersion"] = Next();
            answer = what.DeepClone().AsObject();
            added = into.TryAdd(name, what);
        }

        if (!added)
        {
            await ProblemAsync(context, 409, $"\"{name}\" already exists");
            return false;
        }

        await WriteAsync(context, 201, answer);
        return true;
    }

    private async Task OneAsync(HttpContext context, Dictionary<string, JsonObject> of, string kind, string name, JsonObject? body)
    {
        JsonObject? found;
        FakePod[] ended = [];
        lock (_gate)
        {
            found = of.GetValueOrDefault(name);
            if (found is not null && context.Request.Method == "PATCH")
            {
                Merge(found, body!);
            }
            else if (found is not null && context.Request.Method == "DELETE")
            {
                of.Remove(name);
                ended = of == _jobs ? [.. _pods.Values.Where(pod => pod.JobName == name)] : [];
                foreach (var pod in ended)
                {
                    _pods.Remove(pod.Name);
                }
            }

            found = found?.DeepClone().AsObject();
        }

        foreach (var pod in ended)
        {
            pod.Kill();
            Changed(pod);
        }

        await (found is null ? ProblemAsync(context, 404, $"{kind} \"{name}\" not found") : WriteAsync(context, 200, found));
    }

    private async Task DeletePodAsync(HttpContext context, string name)
    {
        FakePod? pod;
        lock (_gate)
        {
            pod = _pods.GetValueOrDefault(name);
        }

        if (pod is null)
        {
            await ProblemAsync(context, 404, $"pods \"{name}\" not found");
            return;
        }

        await WriteAsync(context, 200, new JsonObject { ["kind"] = "Status", ["status"] = "Success" });
        var grace = int.Parse(context.Request.Query["gracePeriodSeconds"].FirstOrDefault() ?? "30", CultureInfo.InvariantCulture);
        await pod.EndAsync(TimeSpan.FromSeconds(grace));
        lock (_gate)
        {
            _pods.Remove(name);
        }

        Changed(pod);
    }

    private async Task LogAsync(HttpContext context, string name)
    {
        FakePod? pod;
        lock (_gate)
        {
            pod = _pods.GetValueOrDefault(name);
        }

        if (pod is null)
        {
            await ProblemAsync(context, 404, $"pods \"{name}\" not found");
        }
        else
        {
            context.Response.ContentType = "text/plain";
            await context.Response.StartAsync();
            await pod.CopyLogAsync(context.Response.Body, context.Request.Query["follow"] == "true", context.RequestAborted);
        }
    }

    private async Task WatchAsync(HttpContext context)
    {
        Task<JsonObject> change;
        bool isTooOld;
        var after = long.Parse(context.Request.Query["resourceVersion"]!, CultureInfo.InvariantCulture);
        var job = Selected(context);
        JsonObject[] missed;
        lock (_gate)
        {
            change = _change.Task;
            isTooOld = ExpiredWatches-- > 0;
            missed = [.. _pods.Values.Where(pod => VersionOf(pod.Object) > after).Select(pod => pod.Object.DeepClone().AsObject())];
        }

        context.Response.ContentType = "application/json";
        if (isTooOld)
        {
            await LineAsync(context, "ERROR", new JsonObject { ["kind"] = "Status", ["code"] = 410, ["reason"] = "Expired" });
            return;
        }

        await LineAsync(context, "BOOKMARK", new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = after.ToString(CultureInfo.InvariantCulture) } });
        foreach (var pod in missed.Where(pod => Matches(pod, job)))
        {
            await LineAsync(context, "MODIFIED", pod);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(TimeSpan.FromSeconds(int.Parse(context.Request.Query["timeoutSeconds"]!, CultureInfo.InvariantCulture)));
        try
        {
            while (true)
            {
                var pod = await change.WaitAsync(limit.Token);
                lock (_gate)
                {
                    change = _change.Task;
                }

                if (Matches(pod, job))
                {
                    await LineAsync(context, "MODIFIED", pod);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The watch's time is over.
        }
    }

    private async Task ListAsync(HttpContext context, IEnumerable<JsonObject> all)
    {
        JsonObject list;
        var selector = Selected(context);
        lock (_gate)
        {
            list = new JsonObject
            {
                ["kind"] = "List",
                ["metadata"] = new JsonObject { ["resourceVersion"] = _version.ToString(CultureInfo.InvariantCulture) },
                ["items"] = new JsonArray([.. all.Where(one => Matches(one, selector)).Select(one => one.DeepClone())]),
            };
        }

        await WriteAsync(context, 200, list);
    }

    private void Changed(FakePod pod, JsonObject? status = null)
    {
        lock (_gate)
        {
            if (status is not null)
            {
                pod.Object["status"] = status;
            }

            pod.Object["metadata"]!["resourceVersion"] = Next();
            var told = _change;
            _change = New();
            told.SetResult(pod.Object.DeepClone().AsObject());
        }
    }

    private static long VersionOf(JsonObject one) => long.Parse((string)one["metadata"]!["resourceVersion"]!, CultureInfo.InvariantCulture);

    private string Next() => (++_version).ToString(CultureInfo.InvariantCulture);

    private static string[] Selected(HttpContext context) =>
        context.Request.Query["labelSelector"].FirstOrDefault()?.Split('=', 2) ?? [];

    private static bool Matches(JsonObject one, string[] selector) =>
        selector.Length < 2 || (string?)one["metadata"]?["labels"]?[selector[0]] == selector[1];

    private static void Merge(JsonObject into, JsonObject change)
    {
        foreach (var (name, value) in change)
        {
            if (value is JsonObject inner && into[name] is JsonObject below)
            {
                Merge(below, inner);
            }
            else
            {
                into[name] = value?.DeepClone();
            }
        }
    }
}

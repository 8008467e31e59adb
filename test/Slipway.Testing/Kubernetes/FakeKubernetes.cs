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
/// Answers like the API server of a real cluster, as it was seen to: names are given once (409), what makes no sense is refused
/// (422), a log of several containers without a name too (400), watches end without a word after a 410. Its pods are processes
/// of this host.
/// </summary>
public sealed class FakeKubernetes : IAsyncDisposable
{
    private const string AgentToken = "a-token";
    private const string AdminToken = "an-admin-token";
    private readonly WebApplication _app;
    private readonly TemporaryFolder _folder = new();
    private readonly FakeCluster _cluster;

    private FakeKubernetes(int port)
    {
        _cluster = new FakeCluster(name => _folder[$"{name}.log"]);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        _app = builder.Build();
        _app.Run(AnswerAsync);
        Kubeconfig = Config("kubeconfig", port, AgentToken);
        AdminKubeconfig = Config("admin", port, AdminToken);
    }

    /// <summary>The file by which an agent finds it, with the rights that the guide asks for.</summary>
    public string Kubeconfig { get; }

    /// <summary>The file by which its admin finds it.</summary>
    public string AdminKubeconfig { get; }

    /// <summary>What goes wrong with the server.</summary>
    public FakeFaults Faults { get; } = new();

    /// <summary>What goes wrong on the node.</summary>
    public FakeNode Node => _cluster.Node;

    /// <summary>How many watches are to be told that their version is too old before one works.</summary>
    public int ExpiredWatches { get; set; }

    /// <summary>How many pods were ever made.</summary>
    public int PodsMade => _cluster.PodsMade;

    /// <summary>Whether it is a newer one, which knows <c>podReplacementPolicy</c> and says why it disrupts a pod.</summary>
    public bool IsNew
    {
        get => _cluster.IsNew;
        set => _cluster.IsNew = value;
    }

    /// <summary>How many pods have a program that runs, or may begin to.</summary>
    public int PodsThatMayRun => _cluster.Pods.Count(pod => pod.Containers.Any(one => !one.Ended.IsCompleted));

    public static async Task<FakeKubernetes> StartAsync()
    {
        var fake = new FakeKubernetes(Ports.Free());
        await fake._app.StartAsync();
        return fake;
    }

    /// <summary>A Job as the server has it; null for none.</summary>
    public JsonObject? Job(string name)
    {
        lock (_cluster.Changes.Gate)
        {
            return _cluster.Jobs.GetValueOrDefault(name)?.DeepClone().AsObject();
        }
    }

    /// <summary>A Secret as the server has it; null for none.</summary>
    public JsonObject? Secret(string name) => _cluster.SecretOf(name);

    /// <summary>An admission webhook puts a container before those of each pod.</summary>
    public void PutBefore(JsonObject container) => _cluster.Mutate = spec => spec["containers"]!.AsArray().Insert(0, container.DeepClone());

    /// <summary>A kubelet evicts a job's pod.</summary>
    public void Evict(string job, string reason, string message, bool withStatus) =>
        _cluster.Pods.First(pod => pod.JobName == job).Evict(reason, message, withStatus);

    /// <summary>Somebody deletes a job's pod; returns once it is gone.</summary>
    public Task DeletePodAsync(string job) => _cluster.Pods.First(pod => pod.JobName == job).DeleteAsync(null);

    public async ValueTask DisposeAsync()
    {
        _cluster.Dispose();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private string Config(string name, int port, string token)
    {
        File.WriteAllText(_folder[name],
            $$$"""
            apiVersion: v1
            kind: Config
            current-context: fake
            clusters: [{name: fake, cluster: {server: "http://127.0.0.1:{{{port}}}"}}]
            users: [{name: agent, user: {token: {{{token}}}}}]
            contexts: [{name: fake, context: {cluster: fake, user: agent, namespace: jobs}}]
            """);
        return _folder[name];
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}";
        var who = context.Request.Headers.Authorization.ToString();
        context.Response.Headers.Date = Node.Now.ToString("R", CultureInfo.InvariantCulture);
        if (who != $"Bearer {AdminToken}" && await Faults.AnswerAsync(context, request))
        {
            return;
        }

        if (who is not ($"Bearer {AgentToken}" or $"Bearer {AdminToken}"))
        {
            await ProblemAsync(context, 401, "Unauthorized");
            return;
        }

        var parts = context.Request.Path.Value!.Trim('/').Split('/');
        if (who == $"Bearer {AgentToken}" && FakeRights.Refusal(context, parts) is { } refusal)
        {
            await ProblemAsync(context, 403, refusal);
            return;
        }

        if (Faults.LosesAnswerTo is { } loses && loses(request))
        {
            Faults.LosesAnswerTo = null;
            var body = context.Response.Body;
            context.Response.Body = Stream.Null;
            await AnswerAsync(context, parts);
            context.Response.Body = body;
            Faults.OnLoss?.Invoke();
            context.Abort();
            return;
        }

        await AnswerAsync(context, parts);
    }

    private async Task AnswerAsync(HttpContext context, string[] parts)
    {
        var body = context.Request.ContentLength > 0 || context.Request.Headers.ContainsKey("Content-Type")
            ? (await JsonNode.ParseAsync(context.Request.Body))?.AsObject() : null;
        switch (context.Request.Method, parts)
        {
            case (_, ["version"]):
                await WriteAsync(context, 200, new JsonObject { ["gitVersion"] = "v0-fake" });
                break;
            case ("GET", ["apis", "batch", "v1", "jobs"]):
                await ListAsync(context, null, _cluster.Jobs.Values);
                break;
            case ("GET", ["apis", "batch", "v1", "namespaces", var space, "jobs"]):
                await ListAsync(context, space, _cluster.Jobs.Values);
                break;
            case ("GET", ["api", "v1", "namespaces", var space, "secrets"]):
                await ListAsync(context, space, _cluster.Secrets.Values);
                break;
            case ("GET", ["api", "v1", "namespaces", _, "events"]):
                await ListAsync(context, null, _cluster.Events);
                break;
            case ("GET", ["api", "v1", "nodes"]):
                await ListAsync(context, null, [Node.Object]);
                break;
            case ("GET", ["api", "v1", "namespaces", var space, "pods"]) when context.Request.Query["watch"] == "true":
                await WatchAsync(context, space);
                break;
            case ("GET", ["api", "v1", "pods"]):
                await ListAsync(context, null, _cluster.Pods.Select(pod => pod.Object));
                break;
            case ("GET", ["api", "v1", "namespaces", var space, "pods"]):
                await ListAsync(context, space, _cluster.Pods.Select(pod => pod.Object));
                break;
            case ("POST", ["apis", "batch", "v1", "namespaces", var space, "jobs"]):
                await CreateJobAsync(context, space, body!);
                break;
            case ("POST", ["api", "v1", "namespaces", var space, "secrets"]):
                await CreateAsync(context, _cluster.Secrets, space, body!);
                break;
            case ("POST", ["api", "v1", "namespaces", var space, "resourcequotas"]):
                await CreateAsync(context, _cluster.Quotas, space, body!);
                break;
            case ("POST", ["api", "v1", "namespaces", _, "pods", var name, "eviction"]):
                if (IsNew)
                {
                    _cluster.Pod(name)?.Disrupt("EvictionByEvictionAPI", "Eviction API: evicting");
                }

                await DeletePodAsync(context, name);
                break;
            case ("GET", ["api", "v1", "namespaces", _, "pods", var name, "log"]):
                await LogAsync(context, name);
                break;
            case ("DELETE", ["api", "v1", "namespaces", _, "pods", var name]):
                await DeletePodAsync(context, name);
                break;
            case (_, ["apis", "batch", "v1", "namespaces", var space, "jobs", var name]):
                await OneAsync(context, space, _cluster.Jobs, "jobs.batch", name, body);
                break;
            case (_, ["api", "v1", "namespaces", var space, "secrets", var name]):
                await OneAsync(context, space, _cluster.Secrets, "secrets", name, body);
                break;
            case (_, ["api", "v1", "namespaces", var space, "resourcequotas", var name]):
                await OneAsync(context, space, _cluster.Quotas, "resourcequotas", name, body);
                break;
            case (_, ["api", "v1", "nodes", FakeNode.Name]):
                await OneAsync(context, null, new() { [FakeNode.Name] = Node.Object }, "nodes", FakeNode.Name, body);
                _cluster.ReconcileNode();
                break;
            default:
                await ProblemAsync(context, 404, "the server could not find the requested resource");
                break;
        }
    }

    private async Task CreateJobAsync(HttpContext context, string space, JsonObject job)
    {
        var containers = job["spec"]?["template"]?["spec"]?["containers"] as JsonArray ?? [];
        var name = (string?)job["metadata"]?["name"];
        if (containers.Count == 0 || containers.Any(one => (string?)one?["image"] is null or "") || (string?)job["spec"]?["template"]?["spec"]?["restartPolicy"] != "Never")
        {
            await ProblemAsync(context, 422, $"Job.batch \"{name}\" is invalid: spec.template.spec.containers[0].image: Required value");
        }
        else if (containers.Any(one => (string?)one!["resources"]?["limits"]?["memory"] == "much"))
        {
            await ProblemAsync(context, 422, "Job.batch is invalid: quantities must match the regular expression");
        }
        else if (await CreateAsync(context, _cluster.Jobs, space, job))
        {
            _cluster.CreateJob(name!, job);
        }
    }

    private async Task<bool> CreateAsync(HttpContext context, Dictionary<string, JsonObject> into, string space, JsonObject what)
    {
        var name = (string)what["metadata"]!["name"]!;
        bool added;
        JsonObject answer;
        lock (_cluster.Changes.Gate)
        {
            what["metadata"]!["uid"] = Guid.NewGuid().ToString();
            what["metadata"]!["namespace"] = space;
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

    /// <summary>Whether it is where it was asked for.</summary>
    private static bool IsIn(string? space, JsonObject one) => space is null || (string?)one["metadata"]?["namespace"] == space;

    private async Task OneAsync(HttpContext context, string? space, Dictionary<string, JsonObject> of, string kind, string name, JsonObject? body)
    {
        JsonObject? found;
        lock (_cluster.Changes.Gate)
        {
            found = of.GetValueOrDefault(name) is { } one && IsIn(space, one) ? one : null;
            if (found is not null && context.Request.Method == "PATCH")
            {
                FakeRights.Merge(found, body!);
            }
            else if (found is not null && context.Request.Method == "DELETE")
            {
                of.Remove(name);
            }

            found = found?.DeepClone().AsObject();
        }

        if (of == _cluster.Jobs && found is not null && context.Request.Method == "DELETE")
        {
            _cluster.CollectPods(name);
        }
        else if (context.Request.Method != "GET")
        {
            foreach (var job in _cluster.Jobs.Keys.ToArray())
            {
                _cluster.Reconcile(job);
            }
        }

        await (found is null ? MissingAsync(context, kind, name) : WriteAsync(context, 200, found));
    }

    private async Task DeletePodAsync(HttpContext context, string name)
    {
        if (_cluster.Pod(name) is not { } pod)
        {
            await MissingAsync(context, "pods", name);
            return;
        }

        var grace = context.Request.Query["gracePeriodSeconds"].FirstOrDefault();
        _ = pod.DeleteAsync(grace is null ? null : int.Parse(grace, CultureInfo.InvariantCulture));
        await WriteAsync(context, 200, new JsonObject { ["kind"] = "Status", ["status"] = "Success" });
    }

    private async Task LogAsync(HttpContext context, string name)
    {
        var asked = context.Request.Query["container"].FirstOrDefault();
        if (_cluster.Pod(name) is not { } pod)
        {
            await MissingAsync(context, "pods", name);
        }
        else if (asked is null && pod.Containers.Count > 1)
        {
            await ProblemAsync(
                context, 400, $"a container name must be specified for pod {name}, choose one of: [{string.Join(' ', pod.Containers.Select(one => one.Name))}]");
        }
        else if (pod.Container(asked ?? pod.Containers[0].Name) is not { } container)
        {
            await ProblemAsync(context, 400, $"container {asked} is not valid for pod {name}");
        }
        else if (!container.HasStarted)
        {
            await ProblemAsync(context, 400, $"container \"{container.Name}\" in pod \"{name}\" is waiting to start: ContainerCreating");
        }
        else
        {
            context.Response.ContentType = "text/plain";
            await context.Response.StartAsync();
            await container.CopyLogAsync(context.Response.Body, context.Request.Query["follow"] == "true", context.RequestAborted);
        }
    }

    private async Task WatchAsync(HttpContext context, string space)
    {
        var after = long.Parse(context.Request.Query["resourceVersion"]!, CultureInfo.InvariantCulture);
        var selector = FakeRights.Selected(context);
        context.Response.ContentType = "application/json";
        if (ExpiredWatches-- > 0)
        {
            await LineAsync(context, "ERROR", new JsonObject { ["kind"] = "Status", ["code"] = 410, ["reason"] = "Expired" });
            return;
        }

        await LineAsync(context, "BOOKMARK", new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = after.ToString(CultureInfo.InvariantCulture) } });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(TimeSpan.FromSeconds(int.Parse(context.Request.Query["timeoutSeconds"]!, CultureInfo.InvariantCulture)));
        try
        {
            await foreach (var (type, changed) in _cluster.Changes.AfterAsync(after, limit.Token))
            {
                if (Faults.IsAway)
                {
                    context.Abort();
                    return;
                }

                if (IsIn(space, changed) && FakeRights.Matches(changed, selector))
                {
                    await LineAsync(context, type, changed);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The watch's time is over.
        }
    }

    private async Task ListAsync(HttpContext context, string? space, IEnumerable<JsonObject> all)
    {
        JsonObject list;
        var selector = FakeRights.Selected(context);
        lock (_cluster.Changes.Gate)
        {
            list = new JsonObject
            {
                ["kind"] = "List",
                ["metadata"] = new JsonObject { ["resourceVersion"] = _cluster.Changes.Version.ToString(CultureInfo.InvariantCulture) },
                ["items"] = new JsonArray([.. all.Where(one => IsIn(space, one) && FakeRights.Matches(one, selector)).Select(one => one.DeepClone())]),
            };
        }

        await WriteAsync(context, 200, list);
    }
}

using System.Globalization;
using System.Text.Json.Nodes;

namespace Slipway.Testing.Kubernetes;

/// <summary>A pod and what scheduler and kubelet do with it. Its containers are processes of this host.</summary>
internal sealed class FakePod
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(300);
    private readonly FakeCluster _cluster;
    private readonly FakeContainer[] _init;
    private readonly FakeContainer[] _containers;
    private readonly CancellationTokenSource _leaving = new();
    private bool _isDeleted;

    public FakePod(FakeCluster cluster, string job, string space, JsonObject manifest, Func<string, string> logOf)
    {
        _cluster = cluster;
        JobName = job;
        Name = $"{job}-{Guid.NewGuid().ToString("N")[..5]}";
        var template = manifest["spec"]!["template"]!;
        var metadata = template["metadata"]?.DeepClone().AsObject() ?? [];
        metadata["name"] = Name;
        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["namespace"] = space;
        metadata["creationTimestamp"] = Stamp();
        metadata["labels"] ??= new JsonObject();
        metadata["labels"]!["job-name"] = job;
        var spec = template["spec"]!.DeepClone().AsObject();
        cluster.Mutate?.Invoke(spec);
        Object = new JsonObject { ["kind"] = "Pod", ["metadata"] = metadata, ["spec"] = spec, ["status"] = new JsonObject { ["phase"] = "Pending" } };
        _init = [.. (spec["initContainers"] as JsonArray ?? []).Select(one => new FakeContainer(cluster.Node, one!, logOf($"{Name}-{one!["name"]}")))];
        _containers = [.. spec["containers"]!.AsArray().Select(one => new FakeContainer(cluster.Node, one!, logOf($"{Name}-{one!["name"]}")))];
    }

    public string Name { get; }

    public string JobName { get; }

    /// <summary>As the server has it; changed under the cluster's gate.</summary>
    public JsonObject Object { get; }

    public bool IsLeaving => _isDeleted;

    /// <summary>Whether a Job's controller counts it as one that works.</summary>
    public bool IsActive => !_isDeleted && Phase is not ("Failed" or "Succeeded");

    public string Phase => (string)Object["status"]!["phase"]!;

    public FakeContainer? Container(string name) => _containers.Concat(_init).FirstOrDefault(one => one.Name == name);

    public IReadOnlyList<FakeContainer> Containers => _containers;

    /// <summary>Lives until it has ended, or is deleted.</summary>
    public async Task LiveAsync()
    {
        try
        {
            await PlaceAsync();
            foreach (var init in _init)
            {
                await StartAsync(init);
                await init.Ended.WaitAsync(_leaving.Token);
                if (init.ExitCode != 0)
                {
                    Tell("Failed");
                    return;
                }
            }

            await Task.WhenAll(_containers.Select(StartAsync));
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            // Whoever deleted it does the rest.
        }
    }

    /// <summary>As a kubelet ends it for the API: asks, kills after the grace, forgets, and then it is gone.</summary>
    public async Task DeleteAsync(int? grace)
    {
        var seconds = grace ?? (int?)Object["spec"]!["terminationGracePeriodSeconds"] ?? 30;
        lock (_cluster.Changes.Gate)
        {
            if (_isDeleted)
            {
                return;
            }

            _isDeleted = true;
            Object["metadata"]!["deletionTimestamp"] = Stamp(TimeSpan.FromSeconds(seconds));
            Object["metadata"]!["deletionGracePeriodSeconds"] = seconds;
            _cluster.Changes.Record("MODIFIED", Object);
        }

        _cluster.Reconcile(JobName);
        await _leaving.CancelAsync();
        FakeContainer[] running = [.. _init.Concat(_containers).Where(one => one.HasStarted && !one.Ended.IsCompleted)];
        Array.ForEach(running, one => one.IsLeaving = true);
        Array.ForEach(running, one => one.Signal("TERM"));
        var ended = Task.WhenAll(running.Select(one => one.Ended));
        await Task.WhenAny(ended, Task.Delay(TimeSpan.FromSeconds(seconds)));
        Array.ForEach(running, one => one.Signal("KILL"));
        await ended;
        Tell();
        Array.ForEach(_containers, one => one.Remove());
        if (running.Length > 0)
        {
            await Task.Delay(_cluster.Node.RemovalTakes);
        }

        _cluster.Forget(this);
    }

    /// <summary>As a kubelet ends it for itself.</summary>
    public void Evict(string reason, string message, bool withStatus)
    {
        lock (_cluster.Changes.Gate)
        {
            Object["status"]!["reason"] = reason;
            Object["status"]!["message"] = message;
            Object["status"]!["phase"] = "Failed";
        }

        Kill();
        Tell("Failed", withStatus);
    }

    public void Kill()
    {
        Array.ForEach(_init, one => one.Signal("KILL"));
        Array.ForEach(_containers, one => one.Signal("KILL"));
    }

    private async Task PlaceAsync()
    {
        while (true)
        {
            var more = _cluster.Changes.More;
            string? why;
            lock (_cluster.Changes.Gate)
            {
                why = _cluster.Node.WhyNot(Object["spec"]!);
            }

            Condition("PodScheduled", why is null, why is null ? null : "Unschedulable", why);
            if (why is null)
            {
                Tell();
                return;
            }

            await _cluster.NodeChanged.WaitAsync(_leaving.Token);
        }
    }

    /// <summary>Fetches the image, waits for the Secret, and starts; each as long as it takes.</summary>
    private async Task StartAsync(FakeContainer container)
    {
        var image = (string?)container.Spec["image"] ?? "";
        var tried = 0;
        while (image.Contains("nothing", StringComparison.Ordinal) || (image.Contains("late", StringComparison.Ordinal) && _cluster.Node.PullsToFail-- > 0))
        {
            container.Wait("ErrImagePull", $"rpc error: code = Unknown desc = failed to pull and unpack image \"{image}\": {_cluster.Node.PullError}");
            Tell();
            await Task.Delay(Retry, _leaving.Token);
            container.Wait("ImagePullBackOff", $"Back-off pulling image \"{image}\"");
            Tell();
            await Task.Delay(Retry * Math.Min(++tried, 10), _leaving.Token);
        }

        var environment = new Dictionary<string, string>();
        foreach (var source in (container.Spec["envFrom"] as JsonArray ?? []).Select(one => (string?)one?["secretRef"]?["name"]).OfType<string>())
        {
            while (Secret(container, source) is not { } secret || !Add(environment, secret))
            {
                Tell();
                await Task.Delay(Retry, _leaving.Token);
            }
        }

        lock (_cluster.Changes.Gate)
        {
            _leaving.Token.ThrowIfCancellationRequested();
            container.Start(environment, () => Tell());
        }

        Tell();
    }

    private JsonObject? Secret(FakeContainer container, string name)
    {
        if (_cluster.Node.SecretsToMiss > 0)
        {
            _cluster.Node.SecretsToMiss--;
            container.Wait("CreateContainerConfigError", "failed to sync secret cache: timed out waiting for the condition");
            return null;
        }

        var secret = _cluster.SecretOf(name);
        if (secret is null)
        {
            container.Wait("CreateContainerConfigError", $"secret \"{name}\" not found");
        }

        return secret;
    }

    private static bool Add(Dictionary<string, string> environment, JsonObject secret)
    {
        foreach (var (name, value) in secret["stringData"]!.AsObject())
        {
            environment[name] = (string)value!;
        }

        return true;
    }

    private void Condition(string type, bool holds, string? reason, string? message)
    {
        lock (_cluster.Changes.Gate)
        {
            var conditions = Object["status"]!["conditions"] as JsonArray ?? [];
            conditions = [.. conditions.Where(one => (string?)one!["type"] != type).Select(one => one!.DeepClone())];
            conditions.Add((JsonNode)new JsonObject
            {
                ["type"] = type,
                ["status"] = holds ? "True" : "False",
                ["reason"] = reason,
                ["message"] = message,
                ["lastTransitionTime"] = Stamp(),
            });
            Object["status"]!["conditions"] = conditions;
            _cluster.Changes.Record("MODIFIED", Object);
        }
    }

    /// <summary>The cluster says before why it ends a pod; old ones do not.</summary>
    public void Disrupt(string reason, string message) => Condition("DisruptionTarget", true, reason, message);

    private void Tell(string? phase = null, bool withStatus = true)
    {
        lock (_cluster.Changes.Gate)
        {
            var status = Object["status"]!;
            if (Phase is not ("Failed" or "Succeeded"))
            {
                status["phase"] = phase
                    ?? (_containers.All(one => one.Ended.IsCompleted) ? _containers.All(one => one.ExitCode == 0) ? "Succeeded" : "Failed"
                        : _containers.Any(one => one.HasStarted) ? "Running"
                        : "Pending");
            }

            if (withStatus && status["reason"] is null)
            {
                status["initContainerStatuses"] = _init.Length == 0 ? null : new JsonArray([.. _init.Select(one => one.Status.DeepClone())]);
                status["containerStatuses"] = new JsonArray([.. _containers.Select(one => one.Status.DeepClone())]);
            }
            else if (!withStatus)
            {
                status.AsObject().Remove("containerStatuses");
            }

            _cluster.Changes.Record("MODIFIED", Object);
        }

        _cluster.Reconcile(JobName);
    }

    private string Stamp(TimeSpan after = default) => (_cluster.Node.Now + after).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}

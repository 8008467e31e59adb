using System.Text.Json.Nodes;

namespace Slipway.Testing.Kubernetes;

/// <summary>
/// What the API server stores, and what the Job controller does with it. As the one of Kubernetes 1.20: a pod that is being
/// deleted is replaced at once; unless the cluster is a newer one and the Job says otherwise.
/// </summary>
internal sealed class FakeCluster(Func<string, string> logOf) : IDisposable
{
    private readonly List<FakePod> _pods = [];
    private TaskCompletionSource _nodeChanged = New();

    public FakeChanges Changes { get; } = new();

    public FakeNode Node { get; } = new();

    public Dictionary<string, JsonObject> Jobs { get; } = [];

    public Dictionary<string, JsonObject> Secrets { get; } = [];

    public Dictionary<string, JsonObject> Quotas { get; } = [];

    public List<JsonObject> Events { get; } = [];

    /// <summary>Whether it knows <c>podReplacementPolicy</c> and says why it disrupts a pod.</summary>
    public bool IsNew { get; set; }

    /// <summary>What an admission webhook does to the spec of each pod; null for none.</summary>
    public Action<JsonObject>? Mutate { get; set; }

    public int PodsMade { get; private set; }

    public Task NodeChanged
    {
        get
        {
            lock (Changes.Gate)
            {
                return _nodeChanged.Task;
            }
        }
    }

    public IReadOnlyList<FakePod> Pods
    {
        get
        {
            lock (Changes.Gate)
            {
                return [.. _pods];
            }
        }
    }

    public FakePod? Pod(string name) => Pods.FirstOrDefault(pod => pod.Name == name);

    public JsonObject? SecretOf(string name)
    {
        lock (Changes.Gate)
        {
            return Secrets.GetValueOrDefault(name)?.DeepClone().AsObject();
        }
    }

    /// <summary>What the Job controller does when something of a Job has changed.</summary>
    public void Reconcile(string name)
    {
        FakePod? made = null;
        FakePod[] toEnd = [];
        lock (Changes.Gate)
        {
            if (!Jobs.TryGetValue(name, out var job))
            {
                return;
            }

            var pods = _pods.Where(pod => pod.JobName == name).ToArray();
            var parallelism = (int?)job["spec"]!["parallelism"] ?? 1;
            if (pods.Any(pod => pod.Phase == "Succeeded"))
            {
                Conclude(job, "Complete", "", "");
            }
            else if (pods.Any(pod => pod.Phase == "Failed"))
            {
                Conclude(job, "Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit");
            }

            var isOver = job["status"]?["conditions"] is not null;
            var waitsForEnd = IsNew && (string?)job["spec"]!["podReplacementPolicy"] == "Failed" && pods.Any(pod => pod.IsLeaving);
            if (parallelism == 0)
            {
                toEnd = [.. pods.Where(pod => pod.IsActive)];
            }
            else if (!isOver && !waitsForEnd && !pods.Any(pod => pod.IsActive))
            {
                made = TryMake(name, job);
            }
        }

        if (made is not null)
        {
            _ = made.LiveAsync();
        }

        foreach (var pod in toEnd)
        {
            _ = pod.DeleteAsync(null);
        }
    }

    public void CreateJob(string name, JsonObject job)
    {
        if (!IsNew)
        {
            job["spec"]!.AsObject().Remove("podReplacementPolicy");
        }

        if ((int?)job["spec"]!["activeDeadlineSeconds"] is { } deadline)
        {
            _ = EndInTimeAsync(name, job, TimeSpan.FromSeconds(deadline));
        }

        Reconcile(name);
    }

    /// <summary>A deleted Job's pods follow, as soon as the garbage collector finds them.</summary>
    public void CollectPods(string job)
    {
        if (Node.IsStuck)
        {
            return;
        }

        foreach (var pod in Pods.Where(pod => pod.JobName == job))
        {
            _ = pod.DeleteAsync(null);
        }
    }

    public void Forget(FakePod pod)
    {
        lock (Changes.Gate)
        {
            if (_pods.Remove(pod))
            {
                Changes.Record("DELETED", pod.Object);
            }
        }

        Reconcile(pod.JobName);
    }

    /// <summary>The node's labels, taints or place have changed.</summary>
    public void ReconcileNode()
    {
        lock (Changes.Gate)
        {
            var told = _nodeChanged;
            _nodeChanged = New();
            told.SetResult();
        }

        if (Node.DrivesOut)
        {
            foreach (var pod in Pods.Where(pod => pod.IsActive))
            {
                _ = pod.DeleteAsync(null);
            }
        }
    }

    public void Dispose()
    {
        foreach (var pod in Pods)
        {
            pod.Kill();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FakePod? TryMake(string name, JsonObject job)
    {
        if (Quotas.Count > 0)
        {
            Events.Add(new JsonObject
            {
                ["type"] = "Warning",
                ["reason"] = "FailedCreate",
                ["message"] = $"Error creating: pods \"{name}-x\" is forbidden: exceeded quota: {Quotas.Keys.First()}, requested: pods=1, used: pods=0, limited: pods=0",
                ["involvedObject"] = new JsonObject { ["kind"] = "Job", ["name"] = name },
                ["metadata"] = new JsonObject(),
            });
            return null;
        }

        PodsMade++;
        var pod = new FakePod(this, name, (string)job["metadata"]!["namespace"]!, job, logOf);
        _pods.Add(pod);
        Changes.Record("ADDED", pod.Object);
        return pod;
    }

    private async Task EndInTimeAsync(string name, JsonObject job, TimeSpan deadline)
    {
        await Task.Delay(deadline);
        lock (Changes.Gate)
        {
            if (!ReferenceEquals(Jobs.GetValueOrDefault(name), job) || job["status"]?["conditions"] is not null)
            {
                return;
            }

            Conclude(job, "Failed", "DeadlineExceeded", "Job was active longer than specified deadline");
        }

        CollectPods(name);
    }

    private static void Conclude(JsonObject job, string type, string reason, string message)
    {
        if (job["status"]?["conditions"] is null)
        {
            job["status"] = new JsonObject
            {
                ["conditions"] = new JsonArray(new JsonObject { ["type"] = type, ["status"] = "True", ["reason"] = reason, ["message"] = message }),
            };
        }
    }
}

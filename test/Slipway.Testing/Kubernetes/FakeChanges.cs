using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Slipway.Testing.Kubernetes;

/// <summary>The one order of all changes of a cluster, as its watches tell them. Guard all of the cluster with <see cref="Gate"/>.</summary>
internal sealed class FakeChanges
{
    private readonly List<(long Version, string Type, JsonObject Object)> _told = [];
    private TaskCompletionSource _more = New();

    public Lock Gate { get; } = new();

    public long Version { get; private set; } = 100;

    /// <summary>Completes with the next change.</summary>
    public Task More
    {
        get
        {
            lock (Gate)
            {
                return _more.Task;
            }
        }
    }

    /// <summary>Gives an object its next version and tells who watches.</summary>
    public void Record(string type, JsonObject what)
    {
        lock (Gate)
        {
            what["metadata"]!["resourceVersion"] = (++Version).ToString(CultureInfo.InvariantCulture);
            _told.Add((Version, type, what.DeepClone().AsObject()));
            var told = _more;
            _more = New();
            told.SetResult();
        }
    }

    /// <summary>All changes after a version, those to come too.</summary>
    public async IAsyncEnumerable<(string Type, JsonObject Object)> AfterAsync(long version, [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            (long Version, string Type, JsonObject Object)[] missed;
            Task more;
            lock (Gate)
            {
                missed = [.. _told.Where(one => one.Version > version)];
                more = _more.Task;
            }

            foreach (var one in missed)
            {
                version = one.Version;
                yield return (one.Type, one.Object);
            }

            if (missed.Length == 0)
            {
                await more.WaitAsync(ct);
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

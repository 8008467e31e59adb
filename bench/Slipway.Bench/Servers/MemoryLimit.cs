using System.Globalization;

namespace Slipway.Bench.Servers;

/// <summary>
/// A limit of memory for the processes that are started while it is entered, by a control group where this machine lets us
/// make one: everything that they take counts, not only what the garbage collector knows of.
/// </summary>
internal sealed class MemoryLimit : IDisposable
{
    private const string Root = "/sys/fs/cgroup";
    private readonly string? _group;
    private readonly string? _home;

    private MemoryLimit(long bytes, string? group, string? home) => (Bytes, _group, _home) = (bytes, group, home);

    public long Bytes { get; }

    /// <summary>Whether the whole process is limited; else only the heap is, see <see cref="Environment"/>.</summary>
    public bool IsOfProcess => _group is not null;

    /// <summary>What the process is to be started with besides.</summary>
    public IReadOnlyDictionary<string, string> Environment => IsOfProcess
        ? new Dictionary<string, string>()
        : new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = Bytes.ToString("X", CultureInfo.InvariantCulture) };

    /// <summary>The limit in words, as it holds here.</summary>
    public override string ToString() => IsOfProcess
        ? $"{Bytes >> 20} MB by the control group {_group}, files in the page cache counted"
        : $"a heap of {Bytes >> 20} MB (DOTNET_GCHeapHardLimit): no control group can be made here, so what is outside the heap is not limited";

    public static MemoryLimit Make(long bytes)
    {
        foreach (var (parent, file) in new[] { ($"{Root}/memory", "memory.limit_in_bytes"), (Root, "memory.max") })
        {
            var group = $"{parent}/slipway-bench-{System.Environment.ProcessId}";
            try
            {
                if (!Directory.Exists(parent))
                {
                    continue;
                }
                Directory.CreateDirectory(group);
                File.WriteAllText(Path.Combine(group, file), bytes.ToString(CultureInfo.InvariantCulture));
                return new MemoryLimit(bytes, group, HomeOf(parent));
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                Remove(group);
            }
        }
        return new MemoryLimit(bytes, null, null);
    }

    /// <summary>What is started inside is limited; this process itself goes back to where it was.</summary>
    public async Task<T> StartAsync<T>(Func<Task<T>> start)
    {
        if (_group is null)
        {
            return await start();
        }
        await MoveAsync(_group);
        try
        {
            return await start();
        }
        finally
        {
            await MoveAsync(_home!);
        }
    }

    /// <summary>The most that was taken so far, in bytes; null where nobody counts.</summary>
    public long? Peak()
    {
        foreach (var file in (string[])["memory.max_usage_in_bytes", "memory.peak"])
        {
            if (_group is not null && File.Exists(Path.Combine(_group, file)))
            {
                return long.Parse(File.ReadAllText(Path.Combine(_group, file)), CultureInfo.InvariantCulture);
            }
        }
        return null;
    }

    public void Dispose()
    {
        if (_group is not null)
        {
            Remove(_group);
        }
    }

    private static Task MoveAsync(string group) =>
        File.WriteAllTextAsync(Path.Combine(group, "cgroup.procs"), System.Environment.ProcessId.ToString(CultureInfo.InvariantCulture));

    // The line of /proc/self/cgroup that is about memory: "4:memory:/some/group", or "0::/some/group".
    private static string HomeOf(string parent)
    {
        var controller = parent == Root ? "" : "memory";
        var line = File.ReadLines("/proc/self/cgroup").First(line => line.Split(':', 3)[1] == controller);
        return parent + line.Split(':', 3)[2].TrimEnd('/');
    }

    private static void Remove(string group)
    {
        try
        {
            Directory.Delete(group);
        }
        catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
        {
            // An empty group costs nothing.
        }
    }
}

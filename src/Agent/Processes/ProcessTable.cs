using System.Globalization;
using Slipway.Agent.Spool;

namespace Slipway.Agent.Processes;

/// <summary>Who runs on this host, by <c>/proc</c>.</summary>
internal static class ProcessTable
{
    private static readonly Lazy<string> Boot = new(() =>
    {
        const string path = "/proc/sys/kernel/random/boot_id";
        return File.Exists(path) ? File.ReadAllText(path).Trim() : "unknown";
    });

    /// <summary>The mark of a process that runs; null when it does not, or is only waited for.</summary>
    public static ProcessMark? MarkOf(int id) =>
        Stat(id) is { IsDead: false } stat ? new ProcessMark { Id = id, StartedAt = stat.StartedAt, Boot = Boot.Value } : null;

    /// <summary>Whether that very process still runs: not another one that got its number.</summary>
    public static bool IsAlive(ProcessMark? mark) => mark is { Id: > 0 } && MarkOf(mark.Id) == mark;

    /// <summary>Sends a signal to a process, if it is still that one.</summary>
    public static void Signal(ProcessMark? mark, int signal)
    {
        if (IsAlive(mark))
        {
            Libc.Kill(mark!.Id, signal);
        }
    }

    /// <summary>The living descendants of a process, and how many generations down each is: 1 for a child.</summary>
    public static IReadOnlyList<(int Id, int Depth)> DescendantsOf(int id)
    {
        var children = Everyone().ToLookup(one => one.Parent, one => one.Id);
        var found = new List<(int Id, int Depth)>();
        var ahead = new Queue<(int Id, int Depth)>([(id, 0)]);
        while (ahead.TryDequeue(out var at))
        {
            foreach (var child in children[at.Id])
            {
                found.Add((child, at.Depth + 1));
                ahead.Enqueue((child, at.Depth + 1));
            }
        }

        return found;
    }

    /// <summary>Ends a process and everyone who descends from it or shares its group, at once.</summary>
    public static void KillTree(ProcessMark? mark)
    {
        if (mark is not { Id: > 0 } || mark.Boot != Boot.Value)
        {
            return;
        }

        if (IsAlive(mark))
        {
            foreach (var (id, _) in DescendantsOf(mark.Id))
            {
                Libc.Kill(id, Libc.SIGKILL);
            }
        }

        // A group outlives its leader, and while it does nobody else gets the number.
        Libc.Kill(-mark.Id, Libc.SIGKILL);
    }

    private static IEnumerable<(int Id, int Parent)> Everyone()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && Stat(id) is { IsDead: false } stat)
            {
                yield return (id, stat.Parent);
            }
        }
    }

    private static (int Parent, long StartedAt, bool IsDead)? Stat(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/stat");

            // The second field is the program's name in brackets, which may hold anything.
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (
                int.Parse(fields[1], CultureInfo.InvariantCulture),
                long.Parse(fields[19], CultureInfo.InvariantCulture),
                fields[0] is "Z" or "X");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

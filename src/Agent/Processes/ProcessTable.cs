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

    /// <summary>
    /// Ends a process and everyone who descends from it or shares its group, at once. Nobody once it is gone: its number may
    /// be another group's then.
    /// </summary>
    public static void KillTree(ProcessMark? mark)
    {
        if (!IsAlive(mark))
        {
            return;
        }

        var descendants = DescendantsOf(mark!.Id);
        Libc.Kill(-mark.Id, Libc.SIGKILL);
        Libc.Kill(mark.Id, Libc.SIGKILL);
        foreach (var (id, _) in descendants)
        {
            Libc.Kill(id, Libc.SIGKILL);
        }
    }

    /// <summary>
    /// Ends everyone whose environment has the variable: also those whose parents are gone, so that nobody else knows them.
    /// False when there is nobody.
    /// </summary>
    public static bool KillMarked(string name, string value)
    {
        var mark = System.Text.Encoding.UTF8.GetBytes($"{name}={value}\0");
        var wasThere = false;
        int found;
        do
        {
            found = 0;
            foreach (var (id, _) in Everyone())
            {
                if (id != Environment.ProcessId && HasInEnvironment(id, mark))
                {
                    Libc.Kill(id, Libc.SIGKILL);
                    found++;
                    wasThere = true;
                }
            }
        }
        while (found > 0);

        return wasThere;
    }

    private static bool HasInEnvironment(int id, ReadOnlySpan<byte> mark)
    {
        try
        {
            ReadOnlySpan<byte> environment = File.ReadAllBytes($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/environ");
            var at = environment.IndexOf(mark);
            return at == 0 || (at > 0 && environment[at - 1] == 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
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

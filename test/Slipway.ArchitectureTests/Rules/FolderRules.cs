using Slipway.ArchitectureTests.Reading;

namespace Slipway.ArchitectureTests.Rules;

/// <summary>The folders of a room, and the size of files.</summary>
internal static class FolderRules
{
    public const int MaxLines = 400;

    /// <summary>
    /// (f) No cycle between the folders of one room. The room's own folder is no part of a cycle, but a bridge: what its
    /// types use counts for those who use them. Only its module does not, for it puts the room together.
    /// </summary>
    public static IEnumerable<string> NoCycles(IReadOnlyList<TypeFacts> types)
    {
        foreach (var room in types.GroupBy(type => type.Room))
        {
            // Types that differ only in their type parameters, as Outcome and Outcome<T>, count as one.
            var parts = room.Where(type => !type.Name.EndsWith("Module", StringComparison.Ordinal)).GroupBy(type => (type.Namespace, type.Name))
                .ToDictionary(same => same.Key, same => same.First() with { Uses = [.. same.SelectMany(type => type.Uses)] });
            var edges = EdgesOf(parts)
                .GroupBy(edge => (edge.From, edge.To)).ToDictionary(edge => edge.Key, edge => edge.First().Because);
            foreach (var cycle in CyclesOf(edges.Keys))
            {
                var steps = cycle.Zip(cycle.Skip(1).Append(cycle[0])).Select(step => $"{step.First} -> {step.Second} ({edges[step]})");
                yield return $"Cycle in {room.Key}: {string.Join(", ", steps)}.";
            }
        }
    }

    private static IEnumerable<(string From, string To, string Because)> EdgesOf(Dictionary<(string Namespace, string Name), TypeFacts> room)
    {
        foreach (var type in room.Values.Where(type => !IsRoomFolder(type)))
        {
            var ahead = new Queue<(TypeFacts Type, string Because)>([(type, type.Name)]);
            var seen = new HashSet<TypeFacts>();
            while (ahead.TryDequeue(out var step))
            {
                foreach (var use in step.Type.Uses)
                {
                    if (!room.TryGetValue((use.Namespace, use.Name), out var used) || used.Namespace == type.Namespace)
                    {
                        continue;
                    }
                    var because = $"{step.Because} uses {used.Name}";
                    if (!IsRoomFolder(used))
                    {
                        yield return (type.Namespace, used.Namespace, because);
                    }
                    else if (seen.Add(used))
                    {
                        ahead.Enqueue((used, because));
                    }
                }
            }
        }
    }

    private static bool IsRoomFolder(TypeFacts type) => type.Namespace == $"Slipway.{type.Room}";

    /// <summary>A file over the limit has more than one idea in it.</summary>
    public static IEnumerable<string> NoLongFiles(IReadOnlyList<SourceFile> sources) =>
        sources.Where(file => file.LineCount > MaxLines).Select(file => $"{file.Path} has {file.LineCount} lines; {MaxLines} are allowed.");

    /// <summary>One shortest cycle through each folder that is on one, each cycle once.</summary>
    private static IEnumerable<IReadOnlyList<string>> CyclesOf(IEnumerable<(string From, string To)> edges)
    {
        var next = edges.ToLookup(edge => edge.From, edge => edge.To);
        var told = new HashSet<string>();
        foreach (var start in next.Select(group => group.Key).Order(StringComparer.Ordinal))
        {
            if (ShortestBack(start, next) is { } cycle && told.Add(string.Join(' ', cycle.Order(StringComparer.Ordinal))))
            {
                yield return cycle;
            }
        }
    }

    private static List<string>? ShortestBack(string start, ILookup<string, string> next)
    {
        var paths = new Queue<List<string>>([[start]]);
        var seen = new HashSet<string>();
        while (paths.TryDequeue(out var path))
        {
            foreach (var folder in next[path[^1]])
            {
                if (folder == start)
                {
                    return path;
                }
                if (seen.Add(folder))
                {
                    paths.Enqueue([.. path, folder]);
                }
            }
        }
        return null;
    }
}

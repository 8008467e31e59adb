using Slipway.ArchitectureTests.Reading;

namespace Slipway.ArchitectureTests.Rules;

/// <summary>Who may know whom. Each rule returns what breaks it, as sentences.</summary>
internal static class ArrowRules
{
    /// <summary>The project files say exactly what the table says.</summary>
    public static IEnumerable<string> ProjectsEqualTable(House house, IReadOnlyList<ProjectFile> projects)
    {
        foreach (var room in house.Arrows.Keys.Except(projects.Select(project => project.Room)))
        {
            yield return $"The table names {room}, and there is no such project.";
        }
        foreach (var project in projects)
        {
            if (!house.Arrows.TryGetValue(project.Room, out var allowed))
            {
                yield return $"{project.Room} is not in the table.";
                continue;
            }
            foreach (var reference in project.References.Except(allowed))
            {
                yield return $"{project.Room} references {reference}, against the table.";
            }
            foreach (var missing in allowed.Except(project.References))
            {
                yield return $"The table lets {project.Room} reference {missing}, and it does not.";
            }
        }
    }

    /// <summary>The compiled code mentions only what the table allows.</summary>
    public static IEnumerable<string> CodeFollowsTable(House house, IReadOnlyList<ProjectFile> projects, IReadOnlyList<TypeFacts> types)
    {
        var rooms = projects.ToDictionary(project => project.Assembly, project => project.Room);
        return types.SelectMany(type => type.Uses
            .Where(use => rooms.TryGetValue(use.Assembly, out var used) && used != type.Room
                && !house.Arrows.GetValueOrDefault(type.Room, []).Contains(used))
            .Select(use => $"{type.FullName} uses {use.Namespace}.{use.Name}, against the table."));
    }

    /// <summary>(a) Nothing references the tops, but the composition root.</summary>
    public static IEnumerable<string> NobodyKnowsTheTops(IReadOnlyList<ProjectFile> projects) =>
        from project in projects
        from reference in project.References.Intersect(House.Tops)
        where project.Room != "Server"
        select $"{project.Room} references {reference}.";

    /// <summary>(c), (d) A room does not know another, by reference or in code.</summary>
    public static IEnumerable<string> DoesNotKnow(string room, string[] unknown, IReadOnlyList<ProjectFile> projects, IReadOnlyList<TypeFacts> types)
    {
        var byReference = projects.Where(project => project.Room == room)
            .SelectMany(project => project.References.Intersect(unknown)).Select(other => $"{room} references {other}.");
        var inCode = types.Where(type => type.Room == room).SelectMany(type => type.Uses
            .Where(use => unknown.Any(other => IsIn(use.Namespace, $"Slipway.{other}")))
            .Select(use => $"{type.FullName} uses {use.Namespace}.{use.Name}."));
        return byReference.Concat(inCode);
    }

    /// <summary>Providers are known to the composition root alone.</summary>
    public static IEnumerable<string> OnlyServerKnowsProviders(IReadOnlyList<ProjectFile> projects) =>
        from project in projects
        from reference in project.References.Where(House.IsProvider)
        where project.Room != "Server"
        select $"{project.Room} references {reference}.";

    public static bool IsIn(string candidate, string parent) =>
        candidate == parent || candidate.StartsWith(parent + ".", StringComparison.Ordinal);
}

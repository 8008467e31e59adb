using Docker.DotNet.Models;

namespace Slipway.Agent.Runners.Docker;

/// <summary>Where the program may lie that a container begins with. Pure.</summary>
internal static class ContainerProgram
{
    private const string UsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Absolute paths within the container, the first that exists counts; none when it says no program.</summary>
    public static IEnumerable<string> PlacesOf(ContainerInspectResponse container)
    {
        var config = container.Config;
        var program = config?.Entrypoint?.FirstOrDefault() ?? config?.Cmd?.FirstOrDefault();
        if (string.IsNullOrEmpty(program))
        {
            return [];
        }

        if (program.Contains('/', StringComparison.Ordinal))
        {
            return [program.StartsWith('/') ? program : $"{config!.WorkingDir?.TrimEnd('/')}/{program}"];
        }

        var path = config!.Env?.LastOrDefault(variable => variable.StartsWith("PATH=", StringComparison.Ordinal))?["PATH=".Length..] ?? UsualPath;
        return path.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => $"{folder.TrimEnd('/')}/{program}");
    }
}

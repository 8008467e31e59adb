namespace Slipway.Agent.Processes;

/// <summary>Finds the program that a command means.</summary>
internal static class ProgramSearch
{
    /// <summary>The absolute path; null when there is no such program.</summary>
    /// <param name="program">As written: with a <c>/</c> from the folder on, without one of the search path.</param>
    /// <param name="folder">Where the command starts.</param>
    /// <param name="searchPath">As in PATH.</param>
    public static string? Find(string program, string folder, string searchPath)
    {
        if (program.Contains('/'))
        {
            var path = Path.GetFullPath(program, folder);
            return File.Exists(path) ? path : null;
        }

        return searchPath.Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(place => Path.GetFullPath(Path.Combine(place, program), folder))
            .FirstOrDefault(path => File.Exists(path) && IsExecutable(path));
    }

    public static bool IsExecutable(string path) =>
        (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}

namespace Slipway.Testing;

/// <summary>Where the checkout lies, found upwards from the running test.</summary>
public static class Repository
{
    /// <summary>The folder that holds <c>Slipway.slnx</c>.</summary>
    public static string Root { get; } = Find();

    /// <summary>A path inside the checkout, given with <c>/</c>.</summary>
    public static string PathOf(string relative) => Path.Combine(Root, relative.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>The built executable of a project, in the configuration of the running test.</summary>
    /// <param name="project">The project, e.g. <c>Slipway.Server</c>.</param>
    /// <param name="executable">The file without extension; null for the project's name.</param>
    /// <exception cref="FileNotFoundException">It was not built.</exception>
    public static string Executable(string project, string? executable = null)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Name;
        var path = PathOf($"artifacts/bin/{project}/{configuration}/{executable ?? project}");
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is missing: build {project} first (./dev build).");
    }

    /// <summary>The folder whose <c>node_modules</c> hold the third-party signature verifiers.</summary>
    /// <exception cref="DirectoryNotFoundException">They were not installed.</exception>
    public static string Verifiers()
    {
        var path = PathOf("artifacts/verifiers");
        return Directory.Exists(Path.Combine(path, "node_modules"))
            ? path
            : throw new DirectoryNotFoundException($"{path}/node_modules is missing: run ./dev setup.");
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Slipway.slnx")))
            {
                return folder.FullName;
            }
        }
        throw new DirectoryNotFoundException($"No Slipway.slnx above {AppContext.BaseDirectory}.");
    }
}

namespace Slipway.Agent.Spool;

/// <summary>Where a path leads in the end.</summary>
internal static class RealPath
{
    // As many as the kernel follows.
    private const int MaxLinks = 40;

    /// <summary>The absolute path without links in it; what does not exist is taken as it is.</summary>
    public static string Of(string path)
    {
        var links = 0;
        return Of(Path.GetFullPath(path), ref links);
    }

    private static string Of(string path, ref int links)
    {
        var real = "/";
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(real, name);
            real = new DirectoryInfo(next).LinkTarget is { } target && links++ < MaxLinks
                ? Of(Path.GetFullPath(target, real), ref links)
                : next;
        }

        return real;
    }
}

namespace Slipway.Testing;

/// <summary>The browser of this machine.</summary>
public static class InstalledChromium
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>Its program.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static string Path => Places.FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("There is no Chromium. ./dev setup installs it.");

    /// <summary>As root in a container, its sandbox does not start, and shared memory is small.</summary>
    public static IReadOnlyList<string> Arguments { get; } = ["--no-sandbox", "--disable-dev-shm-usage"];
}

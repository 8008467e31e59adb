using System.Diagnostics;
using System.Runtime.InteropServices;
using Slipway.Testing;

namespace Slipway.Bench.Servers;

/// <summary>The agent as people run it: compiled ahead of time, which takes minutes and is kept.</summary>
internal static class PublishedAgent
{
    /// <summary>Its executable; published when there is none, or when its sources are newer.</summary>
    public static async Task<string> GetAsync(CancellationToken ct)
    {
        var executable = Repository.PathOf("artifacts/agent/slipway-agent");
        if (!File.Exists(executable) || File.GetLastWriteTimeUtc(executable) < NewestSource())
        {
            Console.WriteLine("Publishing the agent; this takes minutes.");
            using var publish = Process.Start(new ProcessStartInfo(
                "dotnet", ["publish", Repository.PathOf("src/Agent"), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", Repository.PathOf("artifacts/agent"), "-v", "quiet", "--nologo"]))!;
            await publish.WaitForExitAsync(ct);
            if (publish.ExitCode != 0)
            {
                throw new InvalidOperationException("The agent could not be published.");
            }
            // A publish that changed nothing leaves the file as old as it was.
            File.SetLastWriteTimeUtc(executable, TimeProvider.System.GetUtcNow().UtcDateTime);
        }
        return executable;
    }

    private static DateTime NewestSource() =>
        ((string[])["src/Agent", "src/Api"])
            .SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories))
            .Max(File.GetLastWriteTimeUtc);
}

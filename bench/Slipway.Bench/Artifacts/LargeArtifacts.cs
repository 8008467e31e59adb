using System.Globalization;
using Slipway.Testing;
using Slipway.Testing.Registry;

namespace Slipway.Bench.Artifacts;

/// <summary>
/// 10 GiB in one file and 100,000 files in one version, through a server that has 512 MB. Refuses when the disk is short;
/// what it wrote is gone at its end.
/// </summary>
internal static class LargeArtifacts
{
    private const long Limit = 512L << 20;
    private const int DefaultGibibytes = 10;
    private const int DefaultFiles = 100_000;

    // For the database, the blocks of small files, and whoever else uses the disk.
    private const long Reserve = 3L << 30;

    /// <returns>1 when memory went over the limit, 2 when the disk is short.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken ct)
    {
        var size = (long)(args is [var gibibytes, ..] ? int.Parse(gibibytes, CultureInfo.InvariantCulture) : DefaultGibibytes) << 30;
        var files = args is [_, var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : DefaultFiles;
        using var data = new TemporaryFolder();
        var free = new DriveInfo(data.Path).AvailableFreeSpace;
        if (free < size + Reserve)
        {
            await Console.Error.WriteLineAsync($"{data.Path} has {free >> 30} GiB free; this needs {(size + Reserve) >> 30}. Set TMPDIR to a larger disk, or give less: ./dev bench artifacts GIBIBYTES FILES");
            return 2;
        }
        Console.WriteLine($"{size >> 30} GiB in one file and {files} files in one version, server limited to {Limit >> 20} MiB, {Environment.ProcessorCount} cores shared with the client");
        return await ManyAsync(data["many"], files, ct) & await OneAsync(data["one"], size, ct) ? 0 : 1;
    }

    private static async Task<bool> OneAsync(string folder, long size, CancellationToken ct)
    {
        await using var server = await StartAsync(folder, ct);
        using var load = await ArtifactLoad.StartAsync(server, ct);
        Console.WriteLine(await load.PublishOneAsync("one", size, ct));
        Console.WriteLine(await load.FetchOneAsync("one", size, ct));
        return await IsWithinAsync(load, ct);
    }

    private static async Task<bool> ManyAsync(string folder, int files, CancellationToken ct)
    {
        await using var server = await StartAsync(folder, ct);
        using var load = await ArtifactLoad.StartAsync(server, ct);
        var published = await load.PublishManyAsync("many", files, 8, ct);
        Console.WriteLine(published);
        Console.WriteLine($"  announced in {load.Announced.TotalSeconds:F2} s, uploaded in {load.Uploaded.TotalSeconds:F2} s, committed in {(published.Time - load.Announced - load.Uploaded).TotalSeconds:F2} s");
        Console.WriteLine(await load.FetchManyAsync("many", files, 2_000, 4, ct));
        return await IsWithinAsync(load, ct);
    }

    private static Task<ServerProcess> StartAsync(string folder, CancellationToken ct) => ServerProcess.StartAsync(
        folder, ServerProcess.NewAdminKey(), [], port: null,
        new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = Limit.ToString("X", CultureInfo.InvariantCulture) }, ct);

    private static async Task<bool> IsWithinAsync(ArtifactLoad load, CancellationToken ct)
    {
        var peak = await load.PeakMemoryAsync(ct);
        Console.WriteLine($"  the server's memory peaked at {peak >> 20} MiB");
        return peak <= Limit;
    }
}

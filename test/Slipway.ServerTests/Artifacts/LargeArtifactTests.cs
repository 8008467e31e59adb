using Slipway.Testing;
using Slipway.Testing.Registry;
using Xunit;

namespace Slipway.ServerTests.Artifacts;

/// <summary>Large versions in a server that has 512 MB; <c>./dev bench artifacts</c> does ten times and five times as much.</summary>
public sealed class LargeArtifactTests(ITestOutputHelper output)
{
    private const long Limit = 512L << 20;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task M18_one_GiB_in_one_file_passes_under_512_MB_of_memory()
    {
        const long size = 1L << 30;
        using var data = new TemporaryFolder();
        await using var server = await StartAsync(data);
        using var load = await ArtifactLoad.StartAsync(server, Ct);
        output.WriteLine((await load.PublishOneAsync("one", size, Ct)).ToString());
        output.WriteLine((await load.FetchOneAsync("one", size, Ct)).ToString());
        await CheckMemoryAsync(load);
    }

    [Fact]
    public async Task M18_20000_files_in_one_version_pass_under_512_MB_of_memory()
    {
        const int count = 20_000;
        using var data = new TemporaryFolder();
        await using var server = await StartAsync(data);
        using var load = await ArtifactLoad.StartAsync(server, Ct);
        output.WriteLine((await load.PublishManyAsync("many", count, 8, Ct)).ToString());
        output.WriteLine((await load.FetchManyAsync("many", count, 500, 4, Ct)).ToString());
        await CheckMemoryAsync(load);
    }

    private static Task<ServerProcess> StartAsync(TemporaryFolder data) => ServerProcess.StartAsync(
        data["server"], ServerProcess.NewAdminKey(), [], port: null,
        new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = Limit.ToString("X", null) }, Ct);

    private async Task CheckMemoryAsync(ArtifactLoad load)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "memory is read from /proc");
        var peak = await load.PeakMemoryAsync(Ct);
        output.WriteLine($"peak {peak >> 20} MiB");
        Assert.InRange(peak, 1, Limit);
    }
}

using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Slipway.Testing;

namespace Slipway.Bench;

/// <summary>The hot pieces, measured by BenchmarkDotNet inside this process.</summary>
internal static class Micro
{
    public static Task<int> RunAsync(string[] args, CancellationToken ct)
    {
        // In process: the tool's own build would not know the layout of our output folders.
        var config = ManualConfig.Create(DefaultConfig.Instance)
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .WithArtifactsPath(Repository.PathOf("artifacts/bench"));
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(Micro).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args, config);
        return Task.FromResult(summaries.Any() && summaries.All(summary => !summary.HasCriticalValidationErrors) ? 0 : 1);
    }
}

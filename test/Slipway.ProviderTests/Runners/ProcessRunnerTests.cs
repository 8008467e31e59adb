using Slipway.Agent.Runners;
using Slipway.Api.Agents;
using Slipway.Testing;
using Xunit;

namespace Slipway.ProviderTests.Runners;

public sealed class ProcessRunnerTests : RunnerConformance
{
    protected override bool LimitsMemory => false;

    protected override Task<string?> PrepareAsync() => Task.FromResult<string?>(null);

    private protected override IRunner NewRunner() =>
        new ProcessRunner(Repository.Executable("Slipway.Agent", "slipway-agent"), Spool, Isolation.None, TimeProvider.System);

    private protected override AttemptSpecBody Shape(AttemptSpecBody spec) => spec with { SourceType = "none" };
}

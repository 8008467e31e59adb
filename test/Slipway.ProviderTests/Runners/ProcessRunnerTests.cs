using Slipway.Agent.Runners;
using Slipway.Agent.Spool;
using Slipway.Api.Agents;
using Slipway.Testing;
using Xunit;

namespace Slipway.ProviderTests.Runners;

public sealed class ProcessRunnerTests : RunnerConformance
{
    private static readonly string Executable = Repository.Executable("Slipway.Agent", "slipway-agent");

    protected override bool LimitsMemory => false;

    protected override Task<string?> PrepareAsync() => Task.FromResult<string?>(null);

    private protected override IRunner NewRunner() =>
        new ProcessRunner(Executable, Spool, Isolation.None, TimeProvider.System);

    private protected override AttemptSpecBody Shape(AttemptSpecBody spec) => spec with { SourceType = "none" };

    [Fact]
    public async Task B10_a_job_has_begun_once_its_supervisor_started_it_and_not_when_that_was_called()
    {
        var job = await StartLateAsync();
        var changed = new TaskCompletionSource();
        job.OnChange(() => changed.TrySetResult());
        var waited = job.WaitAsync(Ct);
        Assert.False(job.HasBegun);

        await File.WriteAllTextAsync(Go, "", Ct);
        await changed.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        Assert.True(job.HasBegun);
        Assert.NotNull(Folder.Job);

        await job.CancelAsync(Ct);
        Assert.Equal(EndCause.Cancelled, (await waited).Cause);
    }

    [Fact]
    public async Task B10_of_a_job_whose_supervisor_never_came_nothing_has_begun_and_nothing_begins_after_it_was_looked_for()
    {
        var job = await StartLateAsync();

        // As the next process of an agent that was killed meanwhile does.
        Assert.Null(await NewRunner().AttachAsync(Folder, Ct));
        await File.WriteAllTextAsync(Go, "", Ct);
        await job.WaitAsync(Ct);

        Assert.False(job.HasBegun);
        Assert.Null(Folder.Job);
        Assert.False(File.Exists(Folder.RawLog));
    }

    private string Go => Path.Combine(Spool.DataFolder, "go");

    // A supervisor that comes late, as on a busy machine: not before the file is there.
    private async Task<IRunningJob> StartLateAsync()
    {
        var late = Path.Combine(Spool.DataFolder, "late");
        await File.WriteAllTextAsync(late, $"#!/bin/sh\nuntil [ -e '{Go}' ]; do sleep 0.02; done\nexec '{Executable}' \"$@\"\n", Ct);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(late, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        Assert.True(Folder.TryCreate(Spec("echo ready; sleep 60")));
        return await new ProcessRunner(late, Spool, Isolation.None, TimeProvider.System).StartAsync(Folder, Start(Folder.Spec!), Ct);
    }
}

using System.Globalization;
using Slipway.Agent.Runners;
using Slipway.Agent.Spool;
using Slipway.Api.Agents;
using Slipway.Api.Jobs;
using Slipway.Testing;
using Xunit;

namespace Slipway.ProviderTests.Runners;

/// <summary>What every runner must do, on a real backend.</summary>
public abstract class RunnerConformance : RunnerStage
{
    /// <summary>Whether the backend can hold a job to a limit of memory.</summary>
    protected virtual bool LimitsMemory => true;

    /// <summary>Whether the backend may kill for want of memory and not say so.</summary>
    protected virtual bool MayKeepOutOfMemoryToItself => false;

    /// <summary>Whether jobs may bring code that is no image.</summary>
    protected virtual bool TakesCode => true;

    /// <summary>A runner of another agent on the same backend; null when backends are not shared.</summary>
    private protected virtual IRunner? OtherRunner() => null;

    /// <summary>The spec with a limit of 32 MiB.</summary>
    private protected virtual AttemptSpecBody WithLittleMemory(AttemptSpecBody spec) => spec;

    [Fact]
    public async Task The_exit_code_and_both_streams_come_back()
    {
        var end = await ToEndAsync(await StartAsync("echo out; echo err >&2; exit 7"));

        Assert.Equal((EndCause.Exited, 7), (end.Cause, end.ExitCode));
        Assert.Equal(["err", "out"], Log().Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task B10_much_output_comes_back_byte_for_byte()
    {
        // Runtimes of clusters are known to lose what is still in their pipe when a program ends: here it has been read by then.
        var end = await ToEndAsync(await StartAsync("seq 1 200000; printf '\\000\\377 end'; sleep 2"));

        Assert.Equal((EndCause.Exited, 0), (end.Cause, end.ExitCode));
        byte[] expected =
        [
            .. System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(1, 200_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i}\n")))),
            0, 0xff, .. " end"u8,
        ];
        var printed = await File.ReadAllBytesAsync(Folder.RawLog, Ct);
        Assert.True(expected.AsSpan().SequenceEqual(printed), "The log is not what was printed.");
    }

    [Fact]
    public async Task Output_is_there_while_the_job_runs()
    {
        var job = await StartAsync("echo ready; sleep 60");
        var followed = job.FollowLogAsync(Ct);

        await PrintedAsync("ready");

        Assert.False(followed.IsCompleted);
    }

    [Fact]
    public async Task The_environment_arrives_as_it_is()
    {
        await ToEndAsync(await StartAsync("printf '%s|' \"$SLIPWAY_MARK\" \"$SLIPWAY_API_KEY\""));

        Assert.Equal("a 'b' \"c\" $HOME\nd|a-key|", Log());
    }

    [Fact]
    public async Task B10_cancelling_asks_first()
    {
        var job = await StartAsync("trap 'echo stopping; exit 0' TERM; echo ready; while :; do sleep 1 & wait; done", grace: 30);
        var followed = job.FollowLogAsync(Ct);
        await PrintedAsync("ready");

        var waited = job.WaitAsync(Ct);
        await job.CancelAsync(Ct);
        var end = await waited;
        await followed;

        Assert.Equal(EndCause.Cancelled, end.Cause);
        Assert.Equal("ready\nstopping\n", Log());
    }

    [Fact]
    public async Task B10_cancelling_kills_who_does_not_listen()
    {
        var job = await StartAsync("trap '' TERM; echo ready; while :; do sleep 1; done", grace: 1);
        var followed = job.FollowLogAsync(Ct);
        await PrintedAsync("ready");

        var waited = job.WaitAsync(Ct);
        await job.CancelAsync(Ct);
        var end = await waited;
        await followed;

        Assert.Equal((EndCause.Cancelled, 137), (end.Cause, end.ExitCode));
    }

    [Fact]
    public async Task A_run_that_is_too_long_is_ended()
    {
        var end = await ToEndAsync(await StartAsync("sleep 60", runTimeout: 1));

        Assert.Equal(EndCause.RunTimeout, end.Cause);
    }

    [Fact]
    public async Task B10_a_job_that_will_be_tried_again_ends_with_its_lease()
    {
        var job = await StartAsync("sleep 60", killAtLeaseEnd: true, prepared: () => Folder.Lease.Renew(LeaseFile.Now, TimeSpan.FromSeconds(3)));

        Assert.Equal(EndCause.LeaseEnd, (await ToEndAsync(job)).Cause);
    }

    [Fact]
    public async Task E_D4_a_job_that_needs_too_much_memory_is_told_so_as_far_as_the_backend_tells()
    {
        Assert.SkipUnless(LimitsMemory, "This backend limits no memory.");
        var end = await ToEndAsync(await StartAsync("exec tail /dev/zero", shape: WithLittleMemory));

        Assert.Equal(137, end.ExitCode);
        Assert.True(end.Cause == EndCause.OutOfMemory || (end.Cause == EndCause.Exited && MayKeepOutOfMemoryToItself
            && end.Message!.Contains("perhaps it needed more memory", StringComparison.Ordinal)), $"{end}");
    }

    [Fact]
    public async Task F_19_E_D5_a_job_that_ends_with_137_by_itself_is_not_said_to_have_needed_memory()
    {
        var end = await ToEndAsync(await StartAsync("exit 137", shape: WithLittleMemory));

        Assert.Equal((EndCause.Exited, 137), (end.Cause, end.ExitCode));
    }

    [Fact]
    public async Task B10_a_job_is_found_again_by_an_agent_that_was_started_anew()
    {
        var first = await StartAsync("for i in 1 2 3 4 5 6; do echo line $i; sleep 0.5; done; exit 3");
        using var killed = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var followed = first.FollowLogAsync(killed.Token);
        await PrintedAsync("line 2");
        await killed.CancelAsync();
        await followed.ContinueWith(_ => { }, Ct, TaskContinuationOptions.None, TaskScheduler.Default);

        var again = await NewRunner().AttachAsync(Folder, Ct);
        Assert.NotNull(again);
        var end = await ToEndAsync(again);

        Assert.Equal((EndCause.Exited, 3), (end.Cause, end.ExitCode));
        Assert.Equal("line 1\nline 2\nline 3\nline 4\nline 5\nline 6\n", Log());
    }

    [Fact]
    public async Task B10_a_job_that_ended_meanwhile_is_found_again_with_its_log()
    {
        await ToEndAsync(await StartAsync("echo done; exit 5"));
        var again = await NewRunner().AttachAsync(Folder, Ct);

        Assert.NotNull(again);
        var end = await ToEndAsync(again);
        Assert.Equal((EndCause.Exited, 5, "done\n"), (end.Cause, end.ExitCode, Log()));
    }

    [Fact]
    public async Task A_cancellation_outlives_the_agent()
    {
        var first = await StartAsync("echo ready; sleep 60", grace: 1);
        using var killed = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var followed = first.FollowLogAsync(killed.Token);
        await PrintedAsync("ready");
        await killed.CancelAsync();
        await followed.ContinueWith(_ => { }, Ct, TaskContinuationOptions.None, TaskScheduler.Default);
        await first.CancelAsync(Ct);

        var again = await NewRunner().AttachAsync(Folder, Ct);
        Assert.NotNull(again);

        Assert.Equal(EndCause.Cancelled, (await ToEndAsync(again)).Cause);
    }

    [Fact]
    public async Task B10_an_attempt_is_started_once_whoever_asks_again()
    {
        var first = await StartAsync("echo ran; sleep 1");
        var second = await NewRunner().StartAsync(Folder, Start(Folder.Spec!), Ct);

        await Task.WhenAll(first.WaitAsync(Ct), second.WaitAsync(Ct));
        var third = await NewRunner().StartAsync(Folder, Start(Folder.Spec!), Ct);
        await ToEndAsync(third);

        Assert.Equal("ran\n", Log());
    }

    [Fact]
    public async Task B10_what_was_not_started_is_not_found()
    {
        Assert.True(Folder.TryCreate(Spec("true")));

        Assert.Null(await NewRunner().AttachAsync(Folder, Ct));
    }

    [Fact]
    public async Task B10_orphans_are_listed_and_ended()
    {
        var job = await StartAsync("echo ready; sleep 60");
        var waited = job.WaitAsync(Ct);
        var later = NewRunner();
        Assert.Contains(Folder.Name, await later.ListAsync(Ct));

        await later.RemoveAsync(Folder, Ct);
        await waited;
        await Folder.RemoveAsync();

        await Eventually.TrueAsync(
            async () => !(await later.ListAsync(Ct)).Contains(Folder.Name), "the orphan to be gone", Ct);
        await later.RemoveAsync(Folder, Ct);
    }

    [Fact]
    public async Task B10_what_is_another_agents_is_left_alone()
    {
        if (OtherRunner() is not { } other)
        {
            Assert.Skip("Nobody else is on this backend.");
            return;
        }

        var job = await StartAsync("sleep 1; exit 6");
        Assert.DoesNotContain(Folder.Name, await other.ListAsync(Ct));
        Assert.Null(await other.AttachAsync(Folder, Ct));
        var refused = await Assert.ThrowsAsync<StartFailedException>(() => other.StartAsync(Folder, Start(Folder.Spec!), Ct));
        await other.RemoveAsync(Folder, Ct);

        Assert.Contains("which is not this attempt's", refused.Message, StringComparison.Ordinal);
        Assert.Equal(6, (await ToEndAsync(job)).ExitCode);
    }

    [Fact]
    public async Task A_program_that_does_not_exist_is_told_so()
    {
        Assert.True(Folder.TryCreate(Shape(Spec("true") with { Command = ["no-such-program"] })));

        var message = "";
        try
        {
            var end = await ToEndAsync(await NewRunner().StartAsync(Folder, Start(Folder.Spec!), Ct));
            Assert.Equal(EndCause.StartFailed, end.Cause);
            message = end.Message;
        }
        catch (StartFailedException e)
        {
            message = e.Message;
        }

        Assert.Contains("no-such-program", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_code_of_a_job_is_there_and_its_program_may_be_run()
    {
        Assert.SkipUnless(TakesCode, "This backend takes images only.");
        Assert.True(Folder.TryCreate(Shape(Spec("true") with { SourceType = JobSources.Artifact, Command = ["./run.sh", "a b"] })));
        Directory.CreateDirectory(Path.Combine(Folder.WorkFolder, "sub"));
        File.WriteAllText(Path.Combine(Folder.WorkFolder, "run.sh"), "#!/bin/sh\ncat sub/data.txt; echo \"$1\"; echo new > out && cat out\n");
        File.WriteAllText(Path.Combine(Folder.WorkFolder, "sub/data.txt"), "data\n");

        var end = await ToEndAsync(await NewRunner().StartAsync(Folder, Start(Folder.Spec!), Ct));

        Assert.Equal((0, "data\na b\nnew\n"), (end.ExitCode, Log()));
    }
}

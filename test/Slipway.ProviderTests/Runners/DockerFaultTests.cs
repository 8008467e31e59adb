using Slipway.Agent.Policies;
using Slipway.Agent.Runners;
using Slipway.Agent.Runners.Docker;
using Slipway.Agent.Spool;
using Slipway.Api.Agents;
using Slipway.Testing;
using Slipway.Testing.Runners;
using Xunit;

namespace Slipway.ProviderTests.Runners;

/// <summary>A podman of our own whose service is killed at the worst moments: containers go on, and nothing is given up for that.</summary>
public sealed class DockerFaultTests : RunnerStage
{
    private static readonly Lazy<Task<PrivatePodman>> Killed = new(PrivatePodman.OwnAsync);
    private PrivatePodman _podman = null!;
    private LossySocket _socket = null!;
    private ContainerEngine _engine = null!;

    protected override async Task<string?> PrepareAsync()
    {
        _podman = await Killed.Value;
        if (_podman.Failure is { } failure)
        {
            return failure;
        }

        _socket = new LossySocket(_podman.Socket);
        _engine = new ContainerEngine(new Uri($"unix://{_socket.Path}"), TimeProvider.System);
        return null;
    }

    private protected override IRunner NewRunner() =>
        new DockerRunner(_engine, "agent-of-tests", "none", new LocalPolicy(), HostLimits.OfProcess(), TimeProvider.System);

    private protected override AttemptSpecBody Shape(AttemptSpecBody spec) => spec with { Image = PrivatePodman.Image };

    [Theory]
    [InlineData("/start", true)]
    [InlineData("/containers/create", false)]
    public async Task E_D25_an_answer_that_is_lost_is_looked_for_by_name_and_the_job_runs_once(string path, bool mayRun)
    {
        Assert.True(Folder.TryCreate(Spec("echo ran; sleep 1; exit 6")));
        _socket.LosesAnswerTo = path;
        var start = Start(Folder.Spec!);
        var starting = NewRunner().StartAsync(Folder, start, Ct);
        await _socket.Lost.WaitAsync(Ct);
        Assert.Equal(mayRun, start.MayRun);
        _socket.Listen();

        var end = await ToEndAsync(await starting);

        Assert.Equal((EndCause.Exited, 6, "ran\n"), (end.Cause, end.ExitCode, Log()));
    }

    [Fact]
    public async Task A_container_that_ran_and_is_gone_before_the_lost_answer_is_looked_for_is_not_made_again()
    {
        Assert.True(Folder.TryCreate(Spec("echo ran; exit 6")));
        _socket.LosesAnswerTo = "/start";
        var starting = NewRunner().StartAsync(Folder, Start(Folder.Spec!), Ct);
        await _socket.Lost.WaitAsync(Ct);
        using var direct = new ContainerEngine(new Uri($"unix://{_podman.Socket}"), TimeProvider.System);
        await direct.WaitAsync(Folder.Name, Ct);
        await direct.RemoveAsync(Folder.Name, Ct);
        _socket.Listen();

        var end = await ToEndAsync(await starting);

        Assert.Equal((EndCause.Interrupted, "its container was removed."), (end.Cause, end.Message));
        Assert.Null(await direct.FindAsync(Folder.Name, Ct));
    }

    [Fact]
    public async Task E_D24_a_start_while_the_engine_is_away_is_given_back_and_nothing_runs()
    {
        Assert.True(Folder.TryCreate(Spec("echo ran") with { StartTimeoutSeconds = 4 }));
        var start = Start(Folder.Spec!);
        _socket.Refuse();

        var away = await Assert.ThrowsAsync<BackendAwayException>(() => NewRunner().StartAsync(Folder, start, Ct));
        Assert.NotNull(await NewRunner().TroubleAsync(Ct));
        _socket.Listen();

        Assert.StartsWith("the container engine does not answer: ", away.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("inner exception", away.Message, StringComparison.Ordinal);
        Assert.False(start.MayRun);
        Assert.Null(await NewRunner().TroubleAsync(Ct));
        Assert.DoesNotContain(Folder.Name, await NewRunner().ListAsync(Ct));
    }

    [Fact]
    public async Task E_D24_a_start_goes_on_when_the_engine_is_there_again()
    {
        Assert.True(Folder.TryCreate(Spec("echo ran; exit 2")));
        await _podman.KillServiceAsync();
        var said = new TaskCompletionSource();
        var starting = NewRunner().StartAsync(Folder, Start(Folder.Spec!) with { Waits = _ => said.TrySetResult() }, Ct);
        await said.Task.WaitAsync(Ct);
        await _podman.StartServiceAsync();

        Assert.Equal(2, (await ToEndAsync(await starting)).ExitCode);
    }

    [Fact]
    public async Task E_D18_a_service_that_is_killed_while_a_job_runs_costs_no_line_and_no_exit_code()
    {
        var job = await StartAsync("echo ready; for i in 1 2 3 4 5 6; do sleep 0.5; echo line $i; done; exit 5");
        var end = job.WaitAsync(Ct);
        var followed = job.FollowLogAsync(Ct);
        await PrintedAsync("line 1");
        await _podman.KillServiceAsync();
        await _podman.StartServiceAsync();
        await followed;

        Assert.Equal((EndCause.Exited, 5), ((await end).Cause, (await end).ExitCode));
        Assert.Equal("ready\nline 1\nline 2\nline 3\nline 4\nline 5\nline 6\n", Log());
    }

    [Fact]
    public async Task E_D18_a_cancellation_while_the_service_is_dead_is_carried_out_afterwards()
    {
        var job = await StartAsync("trap 'echo stopping; exit 9' TERM; echo ready; while :; do sleep 1 & wait; done", grace: 20);
        var end = job.WaitAsync(Ct);
        var followed = job.FollowLogAsync(Ct);
        await PrintedAsync("ready");
        await _podman.KillServiceAsync();
        await job.CancelAsync(Ct);
        await _podman.StartServiceAsync();
        await followed;

        Assert.Equal((EndCause.Cancelled, 9, "ready\nstopping\n"), ((await end).Cause, (await end).ExitCode, Log()));
    }

    [Fact]
    public async Task A_lease_that_ended_before_the_start_starts_nothing()
    {
        Assert.True(Folder.TryCreate(Spec("echo ran") with { KillAtLeaseEnd = true }));
        Folder.Lease.Renew(LeaseFile.Now - 60_000_000_000, TimeSpan.FromSeconds(3));

        await Assert.ThrowsAsync<LeaseOverException>(() => NewRunner().StartAsync(Folder, Start(Folder.Spec!), Ct));

        Assert.Null(await NewRunner().AttachAsync(Folder, Ct));
    }
}

using System.Text.Json;
using Docker.DotNet;
using Docker.DotNet.Models;
using Slipway.Agent.Policies;
using Slipway.Agent.Runners;
using Slipway.Agent.Runners.Docker;
using Slipway.Agent.Spool;
using Slipway.Api.Agents;
using Slipway.Testing.Runners;
using Xunit;

namespace Slipway.ProviderTests.Runners;

/// <summary>On a podman of our own.</summary>
public sealed class DockerRunnerTests : RunnerConformance
{
    private ContainerEngine? _engine;

    protected override async Task<string?> PrepareAsync()
    {
        var podman = await PrivatePodman.SharedAsync();
        _engine = new ContainerEngine(new Uri($"unix://{podman.Socket}"), TimeProvider.System);
        return podman.Failure;
    }

    private protected override IRunner NewRunner() => RunnerOf("agent-of-tests");

    private protected override IRunner? OtherRunner() => RunnerOf("another");

    private protected override AttemptSpecBody Shape(AttemptSpecBody spec) => spec with { Image = PrivatePodman.Image };

    private protected override AttemptSpecBody WithLittleMemory(AttemptSpecBody spec) =>
        spec with { ResourceArgs = Arguments("""{"memory": "32m", "memory-swap": "32m"}""") };

    [Fact]
    public async Task A_container_has_no_capabilities_and_gains_none()
    {
        await ToEndAsync(await StartAsync("grep -E 'Cap(Eff|Bnd)|NoNewPrivs' /proc/self/status | tr -d '\\t '"));

        Assert.Equal(["CapBnd:0000000000000000", "CapEff:0000000000000000", "NoNewPrivs:1"], Log().Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    // Podman with cgroup v1.
    protected override bool MayKeepOutOfMemoryToItself => true;

    [Fact]
    public async Task F_18_E_D6_E_D8_a_program_without_a_handler_ends_when_it_is_asked_to_and_leaves_nobody_unburied()
    {
        var job = await StartAsync("exec sleep 600", shape: spec => spec with { CancelGraceSeconds = 60 });
        await job.CancelAsync(Ct);
        var end = await job.WaitAsync(Ct).WaitAsync(TimeSpan.FromSeconds(40), Ct);
        Assert.Equal((EndCause.Cancelled, 143), (end.Cause, end.ExitCode));
    }

    [Fact]
    public async Task F_18_E_D6_E_D8_children_that_a_job_leaves_behind_are_buried()
    {
        await ToEndAsync(await StartAsync("(sleep 0.1 &); sleep 1; grep -l 'State:.*Z' /proc/[0-9]*/status 2>/dev/null | wc -l"));
        Assert.Equal("0\n", Log());
    }

    [Fact]
    public async Task F_18_without_an_init_where_the_queue_says_so()
    {
        await ToEndAsync(await StartAsync("echo $$", shape: spec => spec with { ResourceArgs = Arguments("""{"init": false}""") }));
        Assert.Equal("1\n", Log());
    }

    [Fact]
    public async Task Arguments_of_the_queue_reach_the_container()
    {
        var arguments = Arguments("""{"ulimit": "nofile=64:128", "env": ["MINE=1", "SLIPWAY_API_KEY=stolen"], "w": "/tmp", "shm-size": "1m", "cpus": 0.5, "pids-limit": 50}""");
        await ToEndAsync(await StartAsync(
            "ulimit -n; pwd; echo $MINE $SLIPWAY_API_KEY", shape: spec => spec with { ResourceArgs = arguments }));

        Assert.Equal("64\n/tmp\n1 a-key\n", Log());
    }

    [Fact]
    public async Task An_image_that_cannot_be_had_is_told_so()
    {
        Assert.True(Folder.TryCreate(Spec("true") with { Image = "localhost:1/nobody/nothing:1", StartTimeoutSeconds = 20 }));

        var refused = await Assert.ThrowsAsync<StartTimeoutException>(() => NewRunner().StartAsync(Folder, Start(Folder.Spec!), Ct));

        Assert.StartsWith("the image localhost:1/nobody/nothing:1 cannot be had: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_that_a_registry_does_not_give_just_now_is_waited_for()
    {
        var name = $"localhost/late-{Guid.NewGuid():N}";
        Assert.True(Folder.TryCreate(Spec("echo ran") with { Image = $"{name}:1" }));
        var refused = new TaskCompletionSource();
        var starting = NewRunner().StartAsync(
            Folder,
            Start(Folder.Spec!) with
            {
                Waits = words =>
                {
                    if (words?.Contains("cannot be had", StringComparison.Ordinal) == true)
                    {
                        refused.TrySetResult();
                    }
                },
            },
            Ct);
        await await Task.WhenAny(refused.Task, starting);

        using var docker = new DockerClientBuilder().WithEndpoint(new Uri($"unix://{(await PrivatePodman.SharedAsync()).Socket}")).Build();
        await docker.Images.TagImageAsync(PrivatePodman.Image, new ImageTagParameters { RepositoryName = name, Tag = "1" }, Ct);

        Assert.Equal((EndCause.Exited, 0, "ran\n"), await ToEndAsync(await starting) is var end ? (end.Cause, end.ExitCode, Log()) : default);
    }

    [Fact]
    public async Task A_container_that_ran_and_that_somebody_removed_while_the_agent_was_away_is_lost()
    {
        await ToEndAsync(await StartAsync("echo ran; exit 3"));
        await _engine!.RemoveAsync(Folder.Name, Ct);

        var again = await NewRunner().AttachAsync(Folder, Ct);

        Assert.Equal((EndCause.Interrupted, "its container was removed."), await ToEndAsync(again!) is var end ? (end.Cause, end.Message) : default);
    }

    [Fact]
    public async Task B10_a_container_that_was_created_and_not_started_never_starts()
    {
        Assert.True(Folder.TryCreate(Spec("echo ran") with { Command = ["no-such-program"] }));
        await Assert.ThrowsAsync<StartFailedException>(() => NewRunner().StartAsync(Folder, Start(Folder.Spec!), Ct));

        Assert.True(Folder.MayHaveBegun);

        Assert.Null(await NewRunner().AttachAsync(Folder, Ct));
        Assert.False(Folder.MayHaveBegun);
        Assert.DoesNotContain(Folder.Name, await NewRunner().ListAsync(Ct));
    }

    [Fact]
    public async Task A_container_that_was_removed_by_others_is_interrupted()
    {
        var job = await StartAsync("echo ready; sleep 60");
        var followed = job.FollowLogAsync(Ct);
        await PrintedAsync("ready");

        await _engine!.RemoveAsync(Folder.Name, Ct);
        await followed;

        var end = await job.WaitAsync(Ct);
        Assert.True(end.Cause is EndCause.Interrupted or EndCause.Exited or EndCause.OutOfMemory, $"{end}");
    }

    [Fact]
    public async Task An_image_that_the_host_does_not_permit_does_not_run()
    {
        var runner = new DockerRunner(
            _engine!, "agent-of-tests", "none", new LocalPolicy { Images = ["other/*"] }, HostLimits.OfProcess(), TimeProvider.System);
        Assert.True(Folder.TryCreate(Spec("true")));

        var refused = await Assert.ThrowsAsync<StartFailedException>(() => runner.StartAsync(Folder, Start(Folder.Spec!), Ct));

        Assert.Contains("does not run the image", refused.Message, StringComparison.Ordinal);
    }

    private DockerRunner RunnerOf(string agent) =>
        new(_engine!, agent, "none", new LocalPolicy(), HostLimits.OfProcess(), TimeProvider.System);

    private static JsonElement Arguments(string json) => JsonSerializer.Deserialize<JsonElement>(json);
}

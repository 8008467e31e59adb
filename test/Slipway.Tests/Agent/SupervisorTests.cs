using System.Diagnostics;
using System.Globalization;
using Slipway.Agent.Processes;
using Slipway.Agent.Runners;
using Slipway.Agent.Spool;
using Slipway.Testing;

namespace Slipway.Tests.Agent;

/// <summary>The real supervisor as a process, with real jobs; once as it is and once in a PID namespace where the host permits one.</summary>
public sealed class SupervisorTests : IAsyncDisposable
{
    private static readonly string Executable = Repository.Executable("Slipway.Agent", "slipway-agent");
    private readonly TemporaryFolder _data = new();
    private readonly SpoolFolder _spool;
    private readonly AttemptFolder _folder;

    public SupervisorTests()
    {
        _spool = new SpoolFolder(_data.Path);
        _spool.Prepare();
        _folder = _spool.Of("1", 1);
        Assert.True(_folder.TryCreate(Specs.Of(1)));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await Runner(Isolation.None).RemoveAsync(_folder, CancellationToken.None);
        _data.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_exit_code_and_all_output_are_kept(bool isolated)
    {
        var job = await StartAsync(isolated, Script("echo out; echo err >&2; exit 7"));

        var end = await job.WaitAsync(Ct);

        Assert.Equal((EndCause.Exited, 7), (end.Cause, end.ExitCode));
        Assert.Equal("out\nerr\n", File.ReadAllText(_folder.RawLog));
    }

    [Fact]
    public async Task A_job_runs_in_its_folder_with_its_environment_alone()
    {
        var job = await StartAsync(false, Script("pwd; env | sort"), environment: new() { ["PATH"] = "/usr/bin:/bin", ["MARK"] = "a b\nc" });

        await job.WaitAsync(Ct);

        var lines = File.ReadAllLines(_folder.RawLog);
        Assert.Equal(_folder.WorkFolder, lines[0]);
        Assert.Contains("MARK=a b", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("DOTNET", StringComparison.Ordinal) || line.StartsWith("HOME", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task F_24_a_host_that_takes_less_is_told_in_words(bool isolated)
    {
        // More than Linux starts a program with however large its stack may be.
        var environment = Enumerable.Range(0, 64).ToDictionary(i => $"V{i}", _ => new string('a', 120_000));
        environment["PATH"] = "/usr/bin:/bin";

        var end = await (await StartAsync(isolated, Script("exit 0"), environment: environment)).WaitAsync(Ct);

        Assert.Equal(EndCause.StartFailed, end.Cause);
        Assert.Contains("131,071 bytes in one", end.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("error 7", end.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancelling_asks_first(bool isolated)
    {
        var job = await StartAsync(isolated, Script("trap 'echo stopping; exit 0' TERM; echo ready; sleep 60 & wait"), grace: 30);
        await PrintedAsync("ready");

        await job.CancelAsync(Ct);
        var end = await job.WaitAsync(Ct);

        Assert.Equal(EndCause.Cancelled, end.Cause);
        Assert.Contains("stopping", File.ReadAllText(_folder.RawLog), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task B10_cancelling_kills_grandchildren_too_even_those_in_sessions_of_their_own(bool isolated)
    {
        var job = await StartAsync(
            isolated, Script("trap '' TERM; (sleep 6001 & sleep 6002 &) ; setsid -f sleep 6003; echo ready; sleep 6004"), grace: 0);
        await PrintedAsync("ready");
        var descendants = ProcessTable.DescendantsOf(_folder.Supervisor!.Id).Select(one => ProcessTable.MarkOf(one.Id)).ToArray();
        Assert.True(descendants.Length >= 4);

        await job.CancelAsync(Ct);
        var end = await job.WaitAsync(Ct);

        Assert.Equal((EndCause.Cancelled, 137), (end.Cause, end.ExitCode));
        Assert.DoesNotContain(descendants, ProcessTable.IsAlive);
    }

    [Fact]
    public async Task What_a_job_leaves_behind_ends_with_it()
    {
        var job = await StartAsync(false, Script("setsid -f sleep 6005; sleep 6006 & echo done"));
        await job.WaitAsync(Ct);

        Assert.Empty(Processes("6005").Concat(Processes("6006")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_that_is_too_long_is_ended(bool isolated)
    {
        var job = await StartAsync(isolated, ["sleep", "60"], runTimeout: 1);

        Assert.Equal(EndCause.RunTimeout, (await job.WaitAsync(Ct)).Cause);
    }

    [Fact]
    public async Task A_job_ends_with_its_lease_when_it_will_be_tried_again()
    {
        _folder.Lease.Renew(LeaseFile.Now, TimeSpan.FromSeconds(3));
        var job = await StartAsync(false, ["sleep", "60"], killAtLeaseEnd: true);

        Assert.Equal(EndCause.LeaseEnd, (await job.WaitAsync(Ct)).Cause);
    }

    [Fact]
    public async Task B10_a_job_that_will_not_end_is_dead_before_its_lease_ends()
    {
        var begun = LeaseFile.Now;
        _folder.Lease.Renew(begun, TimeSpan.FromSeconds(6));
        var job = await StartAsync(false, Script("trap '' TERM; while :; do sleep 0.2; done"), grace: 10, killAtLeaseEnd: true);

        Assert.Equal(EndCause.LeaseEnd, (await job.WaitAsync(Ct)).Cause);
        Assert.InRange(LeaseFile.Now - begun, 4_500_000_000, 6_000_000_000);
    }

    [Fact]
    public async Task A_job_whose_lease_is_over_does_not_start()
    {
        _folder.Lease.Renew(LeaseFile.Now - 10_000_000_000, TimeSpan.FromSeconds(5));
        var job = await StartAsync(false, Script("echo ran"), killAtLeaseEnd: true);

        Assert.Equal(EndCause.LeaseEnd, (await job.WaitAsync(Ct)).Cause);
        Assert.False(File.Exists(_folder.RawLog));
    }

    [Theory]
    [InlineData("no-such-program", "there is no program")]
    [InlineData("./data.txt", "is not a program that this host can run")]
    public async Task A_job_that_cannot_be_started_says_why(string program, string why)
    {
        File.WriteAllText(Path.Combine(_folder.WorkFolder, "data.txt"), "just text");
        var job = await StartAsync(false, [program]);

        var end = await job.WaitAsync(Ct);

        Assert.Equal(EndCause.StartFailed, end.Cause);
        Assert.Contains(why, end.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task F_49_a_reason_names_the_file_and_what_to_do(bool isolated)
    {
        Directory.CreateDirectory(Path.Combine(_folder.WorkFolder, "sub"));
        foreach (var (name, content) in new[]
        {
            ("crlf.sh", "#!/bin/sh\r\necho ran\r\n"),
            ("crlf.py", "#!/usr/bin/env sh\r\necho ran\r\n"),
            ("gone.sh", "#!/opt/no/such/shell\necho ran\n"),
            ("gone.py", "#!/usr/bin/env no-such-python\n"),
            ("empty", ""),
            ("data.txt", "just text"),
        })
        {
            File.WriteAllText(Path.Combine(_folder.WorkFolder, name), content);
        }
        var told = new List<string>();
        foreach (var (name, number) in new[] { "./sub", "./gone", "data.txt", "./crlf.sh", "./crlf.py", "./gone.sh", "./gone.py", "./empty" }.Select((name, i) => (name, i)))
        {
            var folder = _spool.Of("49", number);
            Assert.True(folder.TryCreate(Specs.Of(number)));
            Directory.Delete(folder.WorkFolder);
            Directory.CreateSymbolicLink(folder.WorkFolder, _folder.WorkFolder);
            var end = await (await StartAsync(isolated, [name], folder: folder)).WaitAsync(Ct);
            told.Add(end.Cause == EndCause.StartFailed ? end.Message!.Replace(folder.WorkFolder, "WORK", StringComparison.Ordinal) : $"{name}: {end.Cause}");
        }

        Assert.Equal(
            [
                "'./sub' is a folder. Name the file in it that is to be started.",
                "there is no program './gone' in WORK.",
                "there is no program 'data.txt' on the path /usr/bin:/bin. To start the file 'data.txt' of the job, name it './data.txt'.",
                "the first line of './crlf.sh' ends with a carriage return, as Windows writes lines, so that the interpreter '/bin/sh' is not found. Save the file with Unix line ends (LF), such as by dos2unix.",
                "the first line of './crlf.py' ends with a carriage return, as Windows writes lines, so that the interpreter 'sh' is not found. Save the file with Unix line ends (LF), such as by dos2unix.",
                "'./gone.sh' names the interpreter '/opt/no/such/shell' in its first line, which does not exist on this host.",
                "'./gone.py' names the interpreter 'no-such-python' in its first line, which is not on the path /usr/bin:/bin.",
                "'./empty' is not a program that this host can run. A script begins with #! and its interpreter, such as #!/bin/sh.",
            ],
            told);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task F_49_scripts_that_name_a_good_interpreter_start(bool isolated)
    {
        File.WriteAllText(Path.Combine(_folder.WorkFolder, "run"), "#! /usr/bin/env -S sh -e\necho ran\n");
        var end = await (await StartAsync(isolated, ["./run"])).WaitAsync(Ct);

        Assert.Equal((EndCause.Exited, 0), (end.Cause, end.ExitCode));
        Assert.Equal("ran\n", File.ReadAllText(_folder.RawLog));
    }

    [Fact]
    public async Task B10_an_attempt_is_started_once_whoever_asks_again()
    {
        var first = await StartAsync(false, Script("echo ran; sleep 1"));
        var second = await StartAsync(false, Script("echo ran; sleep 1"));
        await first.WaitAsync(Ct);
        await second.WaitAsync(Ct);
        using var third = Process.Start(Executable, ["supervise", _folder.FullPath]);
        await third.WaitForExitAsync(Ct);

        Assert.Equal(1, third.ExitCode);
        Assert.Equal("ran\n", File.ReadAllText(_folder.RawLog));
    }

    [Fact]
    public async Task B10_where_nothing_was_started_nothing_starts_after_attaching()
    {
        Assert.Null(await Runner(Isolation.None).AttachAsync(_folder, Ct));

        // The supervisor of the process before comes late.
        await StartAsync(false, Script("echo ran"));
        using var late = Process.Start(Executable, ["supervise", _folder.FullPath]);
        await late.WaitForExitAsync(Ct);

        Assert.False(File.Exists(_folder.RawLog));
        Assert.Null(await Runner(Isolation.None).AttachAsync(_folder, Ct));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task When_the_supervisor_is_killed_the_job_is_too(bool isolated)
    {
        var job = await StartAsync(isolated, Script("echo ready; sleep 6007"));
        await PrintedAsync("ready");

        ProcessTable.Signal(_folder.Supervisor, Libc.SIGKILL);
        var end = await job.WaitAsync(Ct);

        Assert.Equal(EndCause.Interrupted, end.Cause);
        await Eventually.TrueAsync(() => Task.FromResult(Processes("6007").Length == 0), "the end of the job", Ct);
    }

    [Fact]
    public async Task S_M3_a_job_sees_nothing_of_the_agents_nor_of_its_neighbours_and_writes_only_where_it_may()
    {
        var isolation = await Isolation.FindAsync(Executable, Ct);
        Assert.True(isolation.View is not null, $"Install bubblewrap (./dev setup); found: {isolation.Name}");
        var data = _spool.DataFolder;
        await File.WriteAllTextAsync(Path.Combine(data, "key.pem"), "an-agents-key", Ct);
        var neighbour = _spool.Of("2", 1);
        Assert.True(neighbour.TryCreate(Specs.Of(2)));
        var work = _folder.WorkFolder;

        await EndedAsync($"""
            cat {data}/key.pem {data}/attempts/*/spec.json {neighbour.FullPath}/spec.json && echo READ
            ls {data} {data}/attempts
            (echo x > {data}/key.pem; echo x > {neighbour.FullPath}/exit.json; echo x > /etc/slipway-was-here; umount {data}; mknod {work}/disk b 8 0) && echo DONE
            cat {data}/key.pem && echo READ
            echo mine > here && cat {work}/here && echo tmp > /tmp/slipway-$$ && rm /tmp/slipway-$$ && echo written; exit 0
            """);

        var log = await File.ReadAllTextAsync(_folder.RawLog, Ct);
        Assert.DoesNotContain("READ", log, StringComparison.Ordinal);
        Assert.DoesNotContain("DONE", log, StringComparison.Ordinal);
        Assert.DoesNotContain("an-agents-key", log, StringComparison.Ordinal);
        Assert.DoesNotContain(Specs.JobKey, log, StringComparison.Ordinal);
        Assert.EndsWith("mine\nwritten\n", log, StringComparison.Ordinal);
        Assert.Contains($"{data}:\nattempts\n", log, StringComparison.Ordinal);
        Assert.Equal("an-agents-key", await File.ReadAllTextAsync(Path.Combine(data, "key.pem"), Ct));
        Assert.False(File.Exists("/etc/slipway-was-here"));
        Assert.Null(neighbour.End);

        async Task EndedAsync(string script) =>
            Assert.Equal(0, (await (await StartAsync(isolated: true, Script(script))).WaitAsync(Ct)).ExitCode);
    }

    [Fact]
    public async Task S_M3_the_owner_of_the_host_says_what_else_a_job_may_write_to_and_not_see()
    {
        using var place = new TemporaryFolder();
        await File.WriteAllTextAsync(place["kubeconfig"], "a-cluster", Ct);
        Directory.CreateDirectory(place["results"]);
        var view = new HostView { Writable = [place["results"]], Hidden = [place["kubeconfig"]], PrivateTmp = true };
        var isolation = await Isolation.FindAsync(Executable, view, Ct);
        Assert.True(isolation.View is not null, "Install bubblewrap: ./dev setup");

        var job = await Runner(isolation).StartAsync(
            _folder,
            new JobStart
            {
                Spec = Specs.Of(1, Script($"cat {place["kubeconfig"]}; ls /tmp; echo one > {place["results"]}/one; echo two > {place["two"]} && echo WRITTEN; touch /tmp/mine /var/tmp/mine && echo over")),
                Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
            },
            Ct);
        await job.WaitAsync(Ct);

        var log = await File.ReadAllTextAsync(_folder.RawLog, Ct);
        Assert.DoesNotContain("a-cluster", log, StringComparison.Ordinal);
        Assert.EndsWith("over\n", log, StringComparison.Ordinal);
        Assert.Equal("one\n", await File.ReadAllTextAsync(place["results/one"], Ct));
        Assert.True(File.Exists(Path.Combine(_folder.TemporaryFolder, "mine")));
        Assert.False(File.Exists("/tmp/mine"));
    }

    [Theory]
    [InlineData(false, "NO DOOR\n")]
    [InlineData(true, "a-door\n")]
    public async Task A_job_does_not_see_the_sockets_at_which_others_would_do_what_it_may_not(bool isPermitted, string printed)
    {
        using var place = new TemporaryFolder();
        await File.WriteAllTextAsync(place["engine"], "a-door\n", Ct);
        var view = new HostView { Sockets = [place["engine"]], Writable = isPermitted ? [place["engine"]] : [] };
        var isolation = await Isolation.FindAsync(Executable, view, Ct);
        Assert.True(isolation.View is not null, "Install bubblewrap: ./dev setup");
        Assert.All(
            ((string[])["/run/user", "/run/dbus"]).Where(Directory.Exists),
            door => Assert.Contains($"--tmpfs {door} ", string.Join(' ', isolation.PrefixOf(_data.Path, _folder)), StringComparison.Ordinal));

        var job = await Runner(isolation).StartAsync(
            _folder,
            new JobStart
            {
                Spec = Specs.Of(1, Script($"test -s {place["engine"]} && cat {place["engine"]} || echo NO DOOR")),
                Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
            },
            Ct);
        await job.WaitAsync(Ct);

        Assert.Equal(printed, await File.ReadAllTextAsync(_folder.RawLog, Ct));
    }

    private static string[] Script(string text) => ["bash", "-c", text];

    private static string[] Processes(string argument) =>
        [.. Directory.EnumerateDirectories("/proc").Where(folder =>
        {
            try
            {
                return File.ReadAllText(Path.Combine(folder, "cmdline")).Contains($"sleep\0{argument}\0", StringComparison.Ordinal);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        })];

    private async Task<IRunningJob> StartAsync(
        bool isolated, string[] command, int grace = 1, int? runTimeout = null, bool killAtLeaseEnd = false,
        Dictionary<string, string>? environment = null, AttemptFolder? folder = null)
    {
        var isolation = isolated ? await Isolation.FindAsync(Executable, Ct) : Isolation.None;
        if (isolated && isolation == Isolation.None)
        {
            Assert.Skip("This host permits no PID namespaces.");
        }

        var spec = Specs.Of(1, command) with
        {
            CancelGraceSeconds = grace,
            RunTimeoutSeconds = runTimeout,
            KillAtLeaseEnd = killAtLeaseEnd,
        };
        environment ??= new() { ["PATH"] = "/usr/bin:/bin" };
        return await Runner(isolation).StartAsync(folder ?? _folder, new JobStart { Spec = spec, Environment = environment }, Ct);
    }

    private ProcessRunner Runner(Isolation isolation) => new(Executable, _spool, isolation, TimeProvider.System);

    private Task PrintedAsync(string text) => Eventually.TrueAsync(
        () => Task.FromResult(File.Exists(_folder.RawLog) && File.ReadAllText(_folder.RawLog).Contains(text, StringComparison.Ordinal)),
        string.Create(CultureInfo.InvariantCulture, $"'{text}' in the log"),
        Ct);
}

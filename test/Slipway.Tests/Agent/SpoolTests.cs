using System.Diagnostics;
using System.Runtime.Versioning;
using Slipway.Agent.Processes;
using Slipway.Agent.Spool;
using Slipway.Testing;

namespace Slipway.Tests.Agent;

public sealed class SpoolTests : IDisposable
{
    private readonly TemporaryFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    [SupportedOSPlatform("linux")]
    public async Task An_attempt_has_one_folder_which_holds_its_spec_for_the_owner_only()
    {
        var spool = new SpoolFolder(_data.Path);
        spool.Prepare();
        var folder = spool.Of("12", 2);

        Assert.True(folder.TryCreate(Specs.Of(12, "x")));
        Assert.False(spool.Of("12", 2).TryCreate(Specs.Of(12, "y")));

        Assert.Equal("slipway-12-2", folder.Name);
        Assert.Equal(["x"], Assert.Single(spool.List()).Spec!.Command);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.FullPath, "spec.json")));
        await folder.RemoveAsync();
        Assert.Empty(spool.List());
    }

    [Fact]
    public async Task A_folder_into_which_a_dying_job_still_writes_goes_all_the_same()
    {
        var spool = new SpoolFolder(_data.Path);
        spool.Prepare();
        var folder = spool.Of("12", 2);
        folder.TryCreate(Specs.Of(12, "x"));
        const string Script = "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); : > file$i || exit 0; done 2>/dev/null";
        var writer = new ProcessStartInfo("/bin/sh", ["-c", Script]) { WorkingDirectory = folder.WorkFolder };
        using var job = Process.Start(writer)!;
        await Eventually.TrueAsync(
            () => Task.FromResult(Directory.EnumerateFiles(folder.WorkFolder).Any()),
            "the first file",
            TestContext.Current.CancellationToken);

        await folder.RemoveAsync();

        await job.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Empty(Directory.EnumerateDirectories(Path.GetDirectoryName(folder.FullPath)!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../etc")]
    [InlineData("a/b")]
    public void An_item_that_would_leave_the_spool_is_refused(string item) =>
        Assert.Throws<InvalidDataException>(() => new SpoolFolder(_data.Path).Of(item, 1));

    [Fact]
    public void Of_many_supervisors_one_gets_the_place()
    {
        var spool = new SpoolFolder(_data.Path);
        spool.Prepare();
        var folder = spool.Of("1", 1);
        folder.TryCreate(Specs.Of(1));
        var marks = Enumerable.Range(1, 16).Select(id => new ProcessMark { Id = id, StartedAt = 1, Boot = "b" }).ToArray();

        var winners = marks.AsParallel().Where(folder.TryTakeSupervisor).ToArray();

        Assert.Equal(Assert.Single(winners), folder.Supervisor);
    }

    [Fact]
    public void A_lease_ends_before_the_server_gives_it_away()
    {
        var lease = new LeaseFile(_data["lease"]);
        Assert.Null(lease.Left());

        lease.Renew(LeaseFile.Now, TimeSpan.FromSeconds(60));
        Assert.InRange(lease.Left()!.Value, TimeSpan.FromSeconds(45), TimeSpan.FromSeconds(50));

        lease.Renew(LeaseFile.Now - 60_000_000_000, TimeSpan.FromSeconds(60));
        Assert.True(lease.Left() < TimeSpan.Zero);
    }

    [Fact]
    public void A_number_that_another_process_got_is_not_that_process()
    {
        var self = ProcessTable.MarkOf(Environment.ProcessId)!;

        Assert.True(ProcessTable.IsAlive(self));
        Assert.False(ProcessTable.IsAlive(self with { StartedAt = self.StartedAt - 1 }));
        Assert.False(ProcessTable.IsAlive(self with { Boot = "another" }));
        Assert.False(ProcessTable.IsAlive(ProcessMark.Never));
        Assert.False(ProcessTable.IsAlive(null));
    }

    [Fact]
    public async Task A_process_that_ended_is_not_alive()
    {
        using var child = Process.Start(new ProcessStartInfo("sleep", ["60"]))!;
        var mark = ProcessTable.MarkOf(child.Id)!;

        ProcessTable.Signal(mark, Libc.SIGKILL);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.False(ProcessTable.IsAlive(mark));
    }
}

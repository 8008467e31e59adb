using Slipway.Agent.Attempts;
using Slipway.Agent.Spool;
using Slipway.Testing;

namespace Slipway.Tests.Agent;

public sealed class TrackedAttemptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task B10_what_is_wanted_of_an_attempt_while_it_ends_and_its_folder_goes_harms_nobody()
    {
        var attempt = new TrackedAttempt(Specs.Of(1, "true"), new AttemptFolder(_folder["slipway-1-1"]), "running");
        Assert.True(attempt.Folder.TryCreate(attempt.Spec));

        await attempt.UnlessOverAsync(async () =>
        {
            attempt.IsOver = true;
            await attempt.Folder.RemoveAsync();
            attempt.Folder.Lease.Renew(LeaseFile.Now, TimeSpan.FromSeconds(60));
        });
        await attempt.UnlessOverAsync(() => attempt.CancelAsync(CancellationToken.None));

        Assert.False(Directory.Exists(attempt.Folder.FullPath));
    }

    [Fact]
    public async Task What_goes_wrong_with_an_attempt_that_goes_on_is_told()
    {
        var attempt = new TrackedAttempt(Specs.Of(1, "true"), new AttemptFolder(_folder["slipway-1-1"]), "running");

        await Assert.ThrowsAsync<IOException>(() => attempt.UnlessOverAsync(() => throw new IOException("the disk is full")));
    }
}

using Slipway.Agent.Runners;
using Slipway.Agent.Spool;
using Slipway.Api.Agents;
using Slipway.Api.Jobs;
using Slipway.Api.Queues;
using Slipway.Api.Texts;
using Slipway.Testing;
using Xunit;

namespace Slipway.ProviderTests.Runners;

/// <summary>One attempt on a real backend, and what tests do with it. Commands are lines of a shell.</summary>
public abstract class RunnerStage : IAsyncLifetime
{
    private readonly TemporaryFolder _data = new();
    private readonly SpoolFolder _spool;
    private readonly AttemptFolder _folder;

    // Unique for each test: the backend is shared.
    private readonly string _item = Guid.NewGuid().ToString("N")[..12];

    protected RunnerStage()
    {
        _spool = new SpoolFolder(_data.Path);
        _spool.Prepare();
        _folder = _spool.Of(_item, 1);
    }

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected SpoolFolder Spool => _spool;

    private protected AttemptFolder Folder => _folder;

    /// <summary>A runner as a new process of the same agent would have it.</summary>
    private protected abstract IRunner NewRunner();

    /// <summary>Why there is no backend here; null when there is.</summary>
    protected abstract Task<string?> PrepareAsync();

    /// <summary>The spec as the backend's queues would have it.</summary>
    private protected abstract AttemptSpecBody Shape(AttemptSpecBody spec);

    public async ValueTask InitializeAsync()
    {
        if (await PrepareAsync() is { } reason)
        {
            Assert.Skip(reason);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result != TestResult.Skipped)
        {
            await NewRunner().RemoveAsync(_folder, CancellationToken.None);
        }

        _data.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected AttemptSpecBody Spec(string script) => Shape(new AttemptSpecBody
    {
        Id = $"id-{_item}",
        Item = _item,
        Attempt = 1,
        Fence = 101,
        Team = "vision",
        Queue = "gpu",
        Project = "cats",
        Run = "run1",
        Author = "ada",
        Resource = EnumWords.Find<QueueResource>(NewRunner().Name)!.Value,
        Job = "vision/cats/train:v3",
        SourceType = JobSources.Image,
        Command = ["/bin/sh", "-c", script],
        Inputs = new Dictionary<string, string>(),
        StartTimeoutSeconds = 60,
        CancelGraceSeconds = 1,
        KillAtLeaseEnd = false,
        JobKey = "a-key",
    });

    private protected static JobStart Start(AttemptSpecBody spec) => new()
    {
        Spec = spec,
        Environment = new Dictionary<string, string>
        {
            ["PATH"] = "/usr/bin:/bin",
            ["SLIPWAY_MARK"] = "a 'b' \"c\" $HOME\nd",
            ["SLIPWAY_API_KEY"] = spec.JobKey,
        },
    };

    private protected async Task<IRunningJob> StartAsync(
        string script, int grace = 1, int? runTimeout = null, bool killAtLeaseEnd = false, Func<AttemptSpecBody, AttemptSpecBody>? shape = null,
        Action? prepared = null)
    {
        var spec = Spec(script) with { CancelGraceSeconds = grace, RunTimeoutSeconds = runTimeout, KillAtLeaseEnd = killAtLeaseEnd };
        Assert.True(_folder.TryCreate(shape is null ? spec : shape(spec)));
        prepared?.Invoke();
        return await NewRunner().StartAsync(_folder, Start(_folder.Spec!), Ct);
    }

    private protected static async Task<JobEnd> ToEndAsync(IRunningJob job)
    {
        var followed = job.FollowLogAsync(Ct);
        var end = await job.WaitAsync(Ct);
        await followed;
        return end;
    }

    private protected string Log() => File.ReadAllText(_folder.RawLog);

    private protected Task PrintedAsync(string text) => Eventually.TrueAsync(
        () => Task.FromResult(File.Exists(_folder.RawLog) && Log().Contains(text, StringComparison.Ordinal)), $"'{text}' in the log", Ct);
}

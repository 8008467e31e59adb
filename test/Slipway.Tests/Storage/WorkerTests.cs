using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Slipway.Storage;
using Xunit;

namespace Slipway.Tests.Storage;

public sealed class WorkerTests : IAsyncLifetime
{
    private static readonly WakeTopic Topic = new("work");
    private static readonly TimeSpan MaxIdle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WakeSignal _signal = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedWorker _worker;

    public WorkerTests() => _worker = new ScriptedWorker(_signal, _time);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => new(_worker.StartAsync(Ct));

    public async ValueTask DisposeAsync()
    {
        await _worker.StopAsync(Ct);
        _worker.Dispose();
    }

    [Fact]
    public async Task It_works_until_there_is_nothing_left_and_then_waits_for_the_wake_up()
    {
        await RoundAsync(3);
        await RoundAsync(1);
        await RoundAsync(0);
        Assert.False(_worker.Rounds.Reader.TryRead(out _));
        _signal.Wake(Topic);
        await RoundAsync(0);
    }

    [Fact]
    public async Task A_wake_up_during_a_round_brings_another_round()
    {
        var round = await BeginAsync();
        _signal.Wake(Topic);
        round.SetResult(0);
        await RoundAsync(0);
    }

    [Fact]
    public async Task Without_a_wake_up_it_looks_by_itself()
    {
        await RoundAsync(0);
        await AfterAsync(MaxIdle, 0);
    }

    [Fact]
    public async Task It_looks_sooner_when_it_knows_of_something_due()
    {
        _worker.Next = TimeSpan.FromSeconds(2);
        await RoundAsync(0);
        await AfterAsync(TimeSpan.FromSeconds(2), 0);
    }

    [Fact]
    public async Task A_round_that_fails_is_tried_again_after_a_pause_and_ends_nothing()
    {
        for (var i = 0; i < 3; i++)
        {
            (await BeginAsync()).SetException(new InvalidOperationException("broken"));
            await AdvanceUntilRoundAsync(TimeSpan.FromSeconds(1));
        }
        await RoundAsync(0);
        _signal.Wake(Topic);
        await RoundAsync(0);
    }

    [Fact]
    public async Task Stopping_ends_the_round_and_the_loop()
    {
        await BeginAsync();
        await _worker.StopAsync(Ct).WaitAsync(Patience, Ct);
        Assert.True(_worker.ExecuteTask!.IsCompleted);
        Assert.False(_worker.ExecuteTask.IsFaulted);
    }

    private async Task<TaskCompletionSource<int>> BeginAsync() =>
        await _worker.Rounds.Reader.ReadAsync(Ct).AsTask().WaitAsync(Patience, Ct);

    private async Task RoundAsync(int done) => (await BeginAsync()).SetResult(done);

    private async Task AfterAsync(TimeSpan idle, int done)
    {
        await AdvanceUntilRoundAsync(idle);
        await RoundAsync(done);
    }

    // The worker sets its timer on its own thread: the clock is moved until it was seen.
    private async Task AdvanceUntilRoundAsync(TimeSpan step)
    {
        var round = _worker.Rounds.Reader.WaitToReadAsync(Ct).AsTask();
        while (!round.IsCompleted)
        {
            _time.Advance(step);
            await Task.Yield();
        }
    }

    /// <summary>Each round is told by the test how it ends.</summary>
    private sealed class ScriptedWorker(WakeSignal signal, TimeProvider time)
        : Worker(signal, Topic, MaxIdle, time, NullLogger.Instance)
    {
        public Channel<TaskCompletionSource<int>> Rounds { get; } = Channel.CreateUnbounded<TaskCompletionSource<int>>();

        public TimeSpan? Next { get; set; }

        public override async Task<int> RunOnceAsync(CancellationToken ct)
        {
            var round = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            await Rounds.Writer.WriteAsync(round, ct);
            return await round.Task.WaitAsync(ct);
        }

        protected override TimeSpan? NextLook() => Next;
    }
}

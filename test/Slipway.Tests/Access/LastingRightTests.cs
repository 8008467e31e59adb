using Microsoft.Extensions.Time.Testing;
using Slipway.Access;
using Slipway.Storage;
using Xunit;

namespace Slipway.Tests.Access;

public sealed class LastingRightTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly WakeSignal _signal = new();

    [Fact]
    public async Task S_L15_A_right_that_is_gone_is_noticed_within_fifteen_seconds_though_nobody_says_so()
    {
        var looks = 0;
        await using var right = new LastingRight(_ => Task.FromResult(++looks < 3), _signal, _time, default);
        Assert.Equal(1, looks);
        _time.Advance(TimeSpan.FromSeconds(14));
        Assert.Equal(1, looks);
        while (!right.Ended.IsCancellationRequested)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        Assert.Equal(3, looks);
        Assert.True(right.Token.IsCancellationRequested);
        Assert.InRange(_time.GetUtcNow() - _time.Start, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task S_L15_A_change_of_rights_is_noticed_at_once()
    {
        var holds = true;
        await using var right = new LastingRight(_ => Task.FromResult(holds), _signal, _time, default);
        holds = false;
        _signal.Wake(AccessTopics.Changed);
        await UntilAsync(right.Ended);
        Assert.InRange(_time.GetUtcNow() - _time.Start, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task S_L15_A_right_that_cannot_be_looked_up_holds_for_a_minute_and_no_longer()
    {
        var away = true;
        await using var right = new LastingRight(_ => away ? throw new InvalidOperationException("no database") : Task.FromResult(true), _signal, _time, default);
        await PassAsync(TimeSpan.FromSeconds(40));
        Assert.False(right.Ended.IsCancellationRequested);
        away = false;
        await PassAsync(TimeSpan.FromMinutes(5));
        Assert.False(right.Ended.IsCancellationRequested);
        away = true;
        await PassAsync(TimeSpan.FromMinutes(5));
        Assert.True(right.Ended.IsCancellationRequested);
    }

    [Fact]
    public async Task S_L15_The_end_of_the_request_ends_the_watch_and_not_the_right()
    {
        using var aborted = new CancellationTokenSource();
        var right = new LastingRight(_ => Task.FromResult(true), _signal, _time, aborted.Token);
        await aborted.CancelAsync();
        await UntilAsync(right.Token);
        Assert.False(right.Ended.IsCancellationRequested);
        await right.DisposeAsync();
    }

    private async Task PassAsync(TimeSpan span)
    {
        for (var passed = TimeSpan.Zero; passed < span; passed += TimeSpan.FromMilliseconds(500))
        {
            _time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    // In tenths of a second, until it has been noticed.
    private async Task UntilAsync(CancellationToken token)
    {
        for (var passed = 0; !token.IsCancellationRequested && passed < 100; passed++)
        {
            await Task.Yield();
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }
        Assert.True(token.IsCancellationRequested);
    }
}

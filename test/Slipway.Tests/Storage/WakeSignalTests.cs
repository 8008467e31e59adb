using Slipway.Storage;
using Xunit;

namespace Slipway.Tests.Storage;

public sealed class WakeSignalTests
{
    private static readonly WakeTopic Topic = new("work");
    private readonly WakeSignal _signal = new();

    [Fact]
    public void A_wake_up_between_looking_and_waiting_is_not_missed()
    {
        var wake = _signal.NextWake(Topic);
        _signal.Wake(Topic);
        Assert.True(wake.IsCompletedSuccessfully);
    }

    [Fact]
    public void Each_wake_up_ends_the_waiting_that_began_before_it_alone()
    {
        _signal.Wake(Topic);
        var wake = _signal.NextWake(Topic);
        Assert.False(wake.IsCompleted);
        _signal.Wake(Topic);
        Assert.False(_signal.NextWake(Topic).IsCompleted);
        Assert.True(wake.IsCompleted);
    }

    [Fact]
    public void All_who_wait_on_a_topic_wake_and_nobody_else()
    {
        Task[] waiting = [_signal.NextWake(Topic), _signal.NextWake(Topic)];
        var other = _signal.NextWake(new WakeTopic("other"));
        _signal.Wake(new WakeTopic("work"));
        Assert.All(waiting, wake => Assert.True(wake.IsCompleted));
        Assert.False(other.IsCompleted);
    }

    [Fact]
    public void The_relay_hears_what_was_woken_here_and_not_what_it_woke_itself()
    {
        var relayed = new List<WakeTopic>();
        _signal.Relay = relayed.Add;
        _signal.Wake(Topic);
        _signal.WakeHere(Topic);
        Assert.Equal([Topic], relayed);
    }
}

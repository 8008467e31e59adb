using Microsoft.Extensions.Time.Testing;
using Slipway.Launch;
using Slipway.Launch.Claims;

namespace Slipway.Tests.Launch;

/// <summary>That no queue starves.</summary>
public sealed class QueueTurnsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly QueueTurns _turns;

    public QueueTurnsTests() => _turns = new(new LaunchOptions { Turn = TimeSpan.FromMinutes(10) }, _time);

    [Fact]
    public void F_15_a_queue_gets_its_turn_after_it_was_passed_over_for_as_long_as_that()
    {
        _turns.Claimed([1], [2, 3]);
        _time.Advance(TimeSpan.FromMinutes(9));
        _turns.Claimed([1], [2, 3]);
        Assert.Empty(_turns.Overdue([1, 2, 3]));

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([2, 3], _turns.Overdue([3, 2, 1]).Order());
    }

    [Fact]
    public void F_15_what_was_served_or_has_nothing_waits_anew()
    {
        _turns.Claimed([1], [2, 3]);
        _time.Advance(TimeSpan.FromMinutes(10));
        _turns.Claimed([2], [1, 3]);
        Assert.Equal([3], _turns.Overdue([1, 2, 3]));

        _turns.Claimed([3], []);
        Assert.Empty(_turns.Overdue([1, 2, 3]));
    }

    [Fact]
    public void F_15_the_longest_passed_over_comes_first()
    {
        _turns.Claimed([1], [3]);
        _time.Advance(TimeSpan.FromMinutes(1));
        _turns.Claimed([1], [2, 3]);
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal([3, 2], _turns.Overdue([2, 3]));
    }
}

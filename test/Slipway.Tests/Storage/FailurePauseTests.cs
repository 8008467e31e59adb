using Slipway.Storage;
using Slipway.Storage.Units;
using Xunit;

namespace Slipway.Tests.Storage;

public sealed class FailurePauseTests
{
    [Theory]
    [InlineData(1, 0.5, 1)]
    [InlineData(2, 0.5, 2)]
    [InlineData(3, 0.5, 4)]
    [InlineData(6, 0.5, 32)]
    [InlineData(7, 0.5, 60)]
    [InlineData(1_000_000, 0.5, 60)]
    [InlineData(3, 0, 3)]
    [InlineData(3, 0.999999, 5)]
    public void The_pause_doubles_with_each_failure_in_a_row_and_spreads_by_a_quarter(int failures, double chance, int seconds) =>
        Assert.Equal(seconds, FailurePause.After(failures, chance).TotalSeconds, 0.01);

    [Fact]
    public void The_pause_is_never_shorter_than_a_second_nor_longer_than_a_minute() =>
        Assert.All(Enumerable.Range(1, 100), failures => Assert.All((double[])[0, 0.25, 0.5, 0.75, 0.999999],
            chance => Assert.InRange(FailurePause.After(failures, chance), FailurePause.Shortest, FailurePause.Longest)));

    [Fact]
    public void A_unit_is_tried_a_bounded_number_of_times_with_growing_pauses()
    {
        var pauses = Enumerable.Range(1, UnitTries.Most).Select(UnitTries.PauseAfter).ToArray();
        Assert.Null(pauses[^1]);
        Assert.Null(UnitTries.PauseAfter(int.MaxValue));
        Assert.DoesNotContain(null, pauses.SkipLast(1));
        Assert.Equal(pauses.SkipLast(1).Order().Distinct(), pauses.SkipLast(1));
    }
}

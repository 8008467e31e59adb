using CsCheck;
using Slipway.Runs.History;

namespace Slipway.Tests.Runs.History;

public sealed class EvenSampleTests
{
    [Fact]
    public void Few_rows_are_kept_all() =>
        Assert.Equal([0, 1, 2], Sample(3, 5));

    [Fact]
    public void Of_many_rows_as_many_as_asked_for_are_kept_the_first_and_the_last_among_them() =>
        Gen.Int[1, 5_000].Select(Gen.Int[2, 60]).Sample((total, most) =>
        {
            var kept = Sample(total, most);
            Assert.Equal(Math.Min(total, most), kept.Count);
            Assert.Equal((0, total - 1), (kept[0], kept[^1]));
            Assert.Equal(kept.Distinct().Order(), kept);
        });

    [Fact]
    public void Rows_stand_at_even_distances() =>
        Gen.Int[100, 5_000].Select(Gen.Int[4, 50]).Sample((total, most) =>
        {
            var kept = Sample(total, most);
            var even = (double)total / most;
            Assert.All(kept.Zip(kept.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 1, (even * 3) + 2));
        });

    [Fact]
    public void S_H7_A_sample_is_never_larger_than_its_budget() =>
        Gen.Int[1, 2_000].Select(Gen.Int[2, 60], Gen.Int[20, 2_000]).Sample((total, most, budget) =>
        {
            var sample = new EvenSample<int>(most, budget, row => 1 + (row % 10));
            for (var row = 0; row < total; row++)
            {
                sample.Add(row);
            }
            var kept = sample.Take();
            Assert.InRange(kept.Count, 1, most);
            Assert.InRange(kept.Sum(row => 1 + (row % 10)), 1, budget + 10);
            Assert.Equal(total - 1, kept[^1]);
            Assert.Equal(kept.Distinct().Order(), kept);
            Assert.True(kept.Count == Math.Min(total, most) || kept.Count > Math.Min(most, budget / 10) / 4, $"{kept.Count} of {total}");
        });

    [Fact]
    public void Numbers_are_spread_evenly_over_any_range()
    {
        Assert.Equal([0, 1, 2], EvenSample<int>.Numbers(3, 3));
        Assert.Equal([0, 24, 49, 74, 99], EvenSample<int>.Numbers(100, 5));
        Assert.Equal([99], EvenSample<int>.Numbers(100, 1));
        Assert.Equal(long.MaxValue - 1, EvenSample<int>.Numbers(long.MaxValue, 3).Last());
    }

    private static IReadOnlyList<int> Sample(int total, int most)
    {
        var sample = new EvenSample<int>(most);
        for (var row = 0; row < total; row++)
        {
            sample.Add(row);
        }
        Assert.Equal(total, sample.Total);
        return sample.Take();
    }
}

namespace Slipway.Runs.History;

/// <summary>
/// Keeps an even sample of rows whose number is not known beforehand, first and last among them, in the memory of twice
/// the sample: when that is full, every other row is dropped and from then on only every second one of before is kept.
/// </summary>
internal sealed class EvenSample<T>(int most)
{
    private readonly List<T> _kept = [];
    private T? _last;
    private long _every = 1;

    /// <summary>How many rows were added.</summary>
    public long Total { get; private set; }

    public void Add(T row)
    {
        if (Total % _every == 0)
        {
            if (_kept.Count == most * 2)
            {
                _every *= 2;
                for (var index = 0; index < most; index++)
                {
                    _kept[index] = _kept[index * 2];
                }
                _kept.RemoveRange(most, most);
            }
            if (Total % _every == 0)
            {
                _kept.Add(row);
            }
        }
        _last = row;
        Total++;
    }

    /// <summary>The sample, in the order of adding.</summary>
    public IReadOnlyList<T> Take()
    {
        if (Total <= most)
        {
            return _kept;
        }
        T[] taken = [.. Numbers(_kept.Count, most).Select(index => _kept[(int)index])];
        taken[^1] = _last!;
        return taken;
    }

    /// <summary>Numbers below <paramref name="total"/> at even distances, 0 and the last among them; all when there are no more than asked for.</summary>
    public static IEnumerable<long> Numbers(long total, int most) =>
        total <= most
            ? LongRange(total)
            : most == 1 ? [total - 1] : Enumerable.Range(0, most).Select(index => (long)((decimal)index * (total - 1) / (most - 1)));

    private static IEnumerable<long> LongRange(long count)
    {
        for (long number = 0; number < count; number++)
        {
            yield return number;
        }
    }
}

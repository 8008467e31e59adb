namespace Slipway.Runs.History;

/// <summary>
/// Keeps an even sample of rows whose number is not known beforehand, first and last among them, in the memory of twice
/// the sample: when that is full, or as large as allowed, every other row is dropped and from then on only every second one
/// of before is kept.
/// </summary>
/// <param name="most">How many rows at most.</param>
/// <param name="budget">How large they may be together; two rows are kept however large they are.</param>
/// <param name="sizeOf">How large a row is; null when the budget does not matter.</param>
internal sealed class EvenSample<T>(int most, long budget = long.MaxValue, Func<T, int>? sizeOf = null)
{
    private readonly List<T> _kept = [];
    private T? _last;
    private long _every = 1;
    private long _size;

    /// <summary>How many rows were added.</summary>
    public long Total { get; private set; }

    public void Add(T row)
    {
        if (Total % _every == 0)
        {
            MakeRoom(SizeOf(row));
            if (Total % _every == 0)
            {
                _kept.Add(row);
                _size += SizeOf(row);
            }
        }
        _last = row;
        Total++;
    }

    /// <summary>The sample, in the order of adding.</summary>
    public IReadOnlyList<T> Take()
    {
        if (Total == _kept.Count && Total <= most)
        {
            return _kept;
        }
        T[] taken = [.. Numbers(_kept.Count, most).Select(index => _kept[(int)index])];
        taken[^1] = _last!;
        return taken;
    }

    private int SizeOf(T row) => sizeOf?.Invoke(row) ?? 0;

    private void MakeRoom(int size)
    {
        while (_kept.Count == most * 2 || (_kept.Count > 1 && _size + size > budget))
        {
            _every *= 2;
            var left = (_kept.Count + 1) / 2;
            for (var index = 0; index < left; index++)
            {
                _kept[index] = _kept[index * 2];
            }
            _kept.RemoveRange(left, _kept.Count - left);
            _size = _kept.Sum(SizeOf);
        }
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

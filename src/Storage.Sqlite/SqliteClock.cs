namespace Slipway.Storage.Sqlite;

/// <summary><c>slipway_now()</c>: the process's clock, never stepping back while the process runs.</summary>
internal sealed class SqliteClock(TimeProvider time)
{
    private long _offset;
    private long _last;

    public TimeSpan Offset
    {
        get => TimeSpan.FromMicroseconds(Interlocked.Read(ref _offset));
        set => Interlocked.Exchange(ref _offset, InstantText.ToMicroseconds(value));
    }

    public long Microseconds()
    {
        var now = InstantText.ToMicroseconds(time.GetUtcNow()) + Interlocked.Read(ref _offset);
        while (true)
        {
            var last = Interlocked.Read(ref _last);
            if (now <= last)
            {
                return last;
            }
            if (Interlocked.CompareExchange(ref _last, now, last) == last)
            {
                return now;
            }
        }
    }
}

namespace Slipway.Webhooks.Deliveries;

/// <summary>
/// When to try again (webhooks 6.5): at once, then after 5 s, 30 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h,
/// each 20 % more or less so that failures that came together do not return together; about three days in all. Pure.
/// </summary>
public sealed class RetrySchedule
{
    /// <summary>The longest wait that a receiver's <c>Retry-After</c> can ask for.</summary>
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(24);

    /// <summary>The schedule of webhooks 6.5.</summary>
    public static readonly RetrySchedule Default = new(
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14),
        TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ]);

    private const double Spread = 0.2;
    private readonly TimeSpan[] _waits;

    /// <param name="waits">After the first failure, after the second, ...; after the last of them it is given up.</param>
    public RetrySchedule(TimeSpan[] waits) => _waits = waits;

    /// <summary>Attempts in all.</summary>
    public int MaxAttempts => _waits.Length + 1;

    /// <summary>How long to wait after the attempt that failed; null when there shall be no other.</summary>
    /// <param name="attempt">The attempt that failed, 1 for the first.</param>
    /// <param name="chance">0 to below 1; decides where within the spread.</param>
    /// <param name="retryAfter">What the receiver asked for; null for nothing. Waits at least that long, up to 24 h.</param>
    public TimeSpan? After(int attempt, double chance, TimeSpan? retryAfter)
    {
        if (attempt > _waits.Length)
        {
            return null;
        }
        var wait = _waits[attempt - 1] * (1 - Spread + (2 * Spread * chance));
        var asked = retryAfter is { } longer && longer > LongestRetryAfter ? LongestRetryAfter : retryAfter ?? TimeSpan.Zero;
        return wait > asked ? wait : asked;
    }
}

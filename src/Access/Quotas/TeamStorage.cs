using System.Collections.Concurrent;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Access.Quotas;

/// <summary>
/// Holds each team to its storage. Summed up every ten seconds at most, and counted on in between: what several servers
/// take at one moment may pass the limit by a little.
/// </summary>
public sealed class TeamStorage(Database database, IEnumerable<IStorageUse> uses, QuotaOptions quotas, TimeProvider time)
{
    private const int MaxKept = 10_000;
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<TeamId, Sum> _sums = new();

    /// <summary>
    /// Takes so many bytes more; null when the team may have them, else <c>quota_exceeded</c>. Not asked in a transaction:
    /// summing up takes a while.
    /// </summary>
    public async Task<Refusal?> TakeAsync(TeamId team, long bytes, CancellationToken ct)
    {
        if (quotas.TeamStorage is not { } most)
        {
            return null;
        }
        var sum = _sums.TryGetValue(team, out var kept) && time.GetElapsedTime(kept.At) < KeptFor ? kept : await SumAsync(team, ct);
        var taken = Interlocked.Add(ref sum.Bytes, bytes);
        if (taken <= most)
        {
            return null;
        }
        Interlocked.Add(ref sum.Bytes, -bytes);
        return new Refusal(ErrorCodes.QuotaExceeded,
            $"The team stores {taken - bytes} bytes, and with {bytes} more it would pass its {most} (option team-storage). Delete versions or runs that nobody needs, or ask whoever runs the server.",
            Facts: new Dictionary<string, object?> { ["limit"] = most, ["option"] = "team-storage" });
    }

    private async Task<Sum> SumAsync(TeamId team, CancellationToken ct)
    {
        var bytes = await database.ReadAsync(async session =>
        {
            var all = 0L;
            foreach (var use in uses)
            {
                all += await use.BytesAsync(session, team);
            }
            return all;
        }, ct);
        if (_sums.Count >= MaxKept)
        {
            _sums.Clear();
        }
        return _sums[team] = new Sum { Bytes = bytes, At = time.GetTimestamp() };
    }

    private sealed class Sum
    {
        public long Bytes;

        public required long At { get; init; }
    }
}

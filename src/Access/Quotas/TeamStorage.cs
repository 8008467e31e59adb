using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Access.Quotas;

/// <summary>
/// Holds each team to its storage. Summed up every ten seconds at most, once for all who ask, and counted on in between; what
/// is under way is held until its rows are there. What several servers take at one moment may pass the limit by a little.
/// </summary>
public sealed class TeamStorage(Database database, IEnumerable<IStorageUse> uses, QuotaOptions quotas, TimeProvider time)
{
    private const int MaxKept = 10_000;
    // Summing up takes a twentieth of the time at most.
    private const int RestFactor = 20;
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(10);
    private readonly Dictionary<TeamId, Account> _accounts = [];
    private readonly Lock _lock = new();

    /// <summary>
    /// Holds so many bytes for what is about to be stored, else <c>quota_exceeded</c>; dispose it when the rows are written
    /// or will never be. Not asked in a transaction: summing up takes a while. Nothing at all is always held.
    /// </summary>
    public async Task<StorageHold> HoldAsync(TeamId team, long bytes, CancellationToken ct)
    {
        var hold = new StorageHold(this, team);
        Refuse.If(await hold.TakeAsync(bytes, ct));
        return hold;
    }

    internal async Task<Refusal?> TakeAsync(TeamId team, long bytes, CancellationToken ct)
    {
        if (quotas.TeamStorage is not { } most || bytes <= 0)
        {
            return null;
        }
        while (true)
        {
            Task summing;
            lock (_lock)
            {
                var account = AccountOf(team);
                if (account.At is { } at && time.GetElapsedTime(at) < account.KeptFor)
                {
                    return account.Take(bytes, most);
                }
                summing = account.Summing ??= Task.Run(() => SumAsync(team, account), CancellationToken.None);
            }
            await summing.WaitAsync(ct);
        }
    }

    internal void Release(TeamId team, long held, long stored)
    {
        lock (_lock)
        {
            // Whoever holds nothing, or is without limit, has no account that must be there.
            if (held > 0 && _accounts.TryGetValue(team, out var account))
            {
                account.Held -= held;
                account.Stored += stored;
            }
        }
    }

    private async Task SumAsync(TeamId team, Account account)
    {
        try
        {
            var begun = time.GetTimestamp();
            long before;
            lock (_lock)
            {
                before = account.Stored;
            }
            var bytes = await database.ReadAsync(async session =>
            {
                var all = 0L;
                foreach (var use in uses)
                {
                    all += await use.BytesAsync(session, team);
                }
                return all;
            }, CancellationToken.None);
            lock (_lock)
            {
                // What was stored while we summed up may be in the sum or not.
                account.Stored -= before;
                account.Sum = bytes;
                account.At = time.GetTimestamp();
                var took = time.GetElapsedTime(begun, account.At.Value) * RestFactor;
                account.KeptFor = took > KeptFor ? took : KeptFor;
            }
        }
        finally
        {
            lock (_lock)
            {
                account.Summing = null;
            }
        }
    }

    private Account AccountOf(TeamId team)
    {
        if (_accounts.TryGetValue(team, out var account))
        {
            return account;
        }
        if (_accounts.Count >= MaxKept)
        {
            foreach (var idle in _accounts.Where(kept => kept.Value is { Held: 0, Summing: null }).Select(kept => kept.Key).ToArray())
            {
                _accounts.Remove(idle);
            }
        }
        return _accounts[team] = new Account();
    }

    private sealed class Account
    {
        /// <summary>What the rows said at the last look.</summary>
        public long Sum { get; set; }

        /// <summary>What was stored since.</summary>
        public long Stored { get; set; }

        /// <summary>What is under way.</summary>
        public long Held { get; set; }

        /// <summary>When the last look was; null before the first.</summary>
        public long? At { get; set; }

        /// <summary>How long it holds.</summary>
        public TimeSpan KeptFor { get; set; }

        /// <summary>The look that is under way; null for none.</summary>
        public Task? Summing { get; set; }

        public Refusal? Take(long bytes, long most)
        {
            var taken = Sum + Stored + Held;
            // Subtracted, for a sum of both may leave the numbers.
            if (bytes <= most - taken)
            {
                Held += bytes;
                return null;
            }
            return new Refusal(ErrorCodes.QuotaExceeded,
                $"The team stores {taken} bytes, and with {bytes} more it would pass its {most} (option team-storage). Delete versions or runs that nobody needs, or ask whoever runs the server.",
                Facts: new Dictionary<string, object?> { ["limit"] = most, ["option"] = "team-storage" });
        }
    }
}

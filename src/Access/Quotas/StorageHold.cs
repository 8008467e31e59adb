using Slipway.Rest;

namespace Slipway.Access.Quotas;

/// <summary>Bytes of a team's storage that are under way. Used by one at a time.</summary>
public sealed class StorageHold : IDisposable
{
    private readonly TeamStorage _storage;
    private readonly TeamId _team;
    private long _stored;

    internal StorageHold(TeamStorage storage, TeamId team)
    {
        _storage = storage;
        _team = team;
    }

    /// <summary>How many are held.</summary>
    public long Bytes { get; private set; }

    /// <summary>Takes so many more; null when the team may have them, else <c>quota_exceeded</c>.</summary>
    public async Task<Refusal?> TakeAsync(long bytes, CancellationToken ct)
    {
        var full = await _storage.TakeAsync(_team, bytes, ct);
        if (full is null)
        {
            Bytes += Math.Max(0, bytes);
        }
        return full;
    }

    /// <summary>So many are stored, in rows that were just written; the rest is given back when this is disposed.</summary>
    public void Stored(long bytes) => _stored = Math.Min(bytes, Bytes);

    public void Dispose()
    {
        _storage.Release(_team, Bytes, _stored);
        (Bytes, _stored) = (0, 0);
    }
}

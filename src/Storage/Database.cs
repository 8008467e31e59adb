namespace Slipway.Storage;

/// <summary>
/// The one database of a server. Two implementations stand behind it: the embedded SQLite and PostgreSQL. SQL text is
/// the same for both (see <see cref="SqlText"/>); the database's own clock is the function <c>slipway_now()</c>. While it
/// does not answer, both ways throw <see cref="DatabaseAwayException"/>.
/// </summary>
public abstract class Database : IAsyncDisposable
{
    /// <summary>What the database is, for people: <c>sqlite</c> or <c>postgres</c>.</summary>
    public abstract string Engine { get; }

    /// <summary>
    /// Reads. Statements of one call may see different moments: no transaction is promised.
    /// </summary>
    public abstract Task<T> ReadAsync<T>(Func<DatabaseSession, Task<T>> work, CancellationToken ct);

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction: commits when it returns (unless it called
    /// <see cref="DatabaseTransaction.Abandon"/>), rolls back when it throws. The work may be run again after a
    /// serialization failure, a deadlock or on a fresh connection, so it has no effect but through the transaction.
    /// </summary>
    public abstract Task<T> WriteAsync<T>(Func<DatabaseTransaction, Task<T>> work, CancellationToken ct);

    /// <summary>Brings the schema of every room up to date; safe when several servers start at once.</summary>
    public abstract void Migrate(IEnumerable<RoomSchema> schemas);

    /// <summary>
    /// How far <c>slipway_now()</c> runs ahead of the real clock. Zero in production; a test moves it.
    /// </summary>
    public abstract TimeSpan ClockOffset { get; set; }

    /// <summary>Carries wake-ups to the other servers of this database, if there can be others.</summary>
    public virtual Task RelayWakesAsync(WakeSignal signal, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Whether several servers may share this database, so that a claim may be another's.</summary>
    public abstract bool IsShared { get; }

    /// <summary>
    /// Whether a failure tells of the database and not of what was asked of it: it is away, starts anew, has no room or no
    /// connection left, or let another transaction win. Whoever asked is not to blame, and may ask the same again later.
    /// </summary>
    public abstract bool IsAway(Exception failure);

    public abstract ValueTask DisposeAsync();

    public Task WriteAsync(Func<DatabaseTransaction, Task> work, CancellationToken ct) =>
        WriteAsync(async tx =>
        {
            await work(tx);
            return true;
        }, ct);

    /// <summary>The database's clock, UTC.</summary>
    public Task<DateTimeOffset> NowAsync(CancellationToken ct) =>
        ReadAsync(session => session.NowAsync(), ct);
}

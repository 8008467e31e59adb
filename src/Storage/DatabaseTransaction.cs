using System.Data.Common;
using Dapper;

namespace Slipway.Storage;

/// <summary>One transaction: everything written through it commits together or not at all.</summary>
public sealed class DatabaseTransaction(DbConnection connection, DbTransaction? transaction, SqlText text, CancellationToken ct)
    : DatabaseSession(connection, transaction, text, ct)
{
    // Both engines take more, but SQLite's driver looks up every parameter by its name among all of its statement.
    private const int MaxParametersPerInsert = 250;

    private readonly List<Action> _onCommit = [];
    private readonly HashSet<WakeTopic> _wakes = [];
    private readonly List<(string Sql, object Args)> _deferred = [];

    /// <summary>Whether the work asked for its own rollback.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>The topics to wake after the commit.</summary>
    public IReadOnlyCollection<WakeTopic> Wakes => _wakes;

    /// <summary>Runs a statement; returns the number of rows it touched.</summary>
    public async Task<int> ExecuteAsync(string sql, object? args = null)
    {
        await SettleAsync();
        return await Connection.ExecuteAsync(Command(sql, args));
    }

    /// <summary>
    /// Runs one statement of whose outcome nothing here depends, at the latest with the commit: on PostgreSQL in the same
    /// round trip, so that the locks of this transaction are held no longer for it. Statements keep their order, and
    /// whatever this transaction asks afterwards sees them. An error comes from there, and rolls everything back.
    /// </summary>
    /// <param name="args">An object with a property for each parameter; no lists.</param>
    /// <exception cref="UnstorableTextException">At once, for a text that cannot be stored.</exception>
    public void Defer(string sql, object args)
    {
        StorableText.Check(args);
        _deferred.Add((sql, args));
    }

    /// <summary>
    /// Inserts many rows with as few statements as the engine takes. Values are given in the order of
    /// <paramref name="columns"/>; table and column names are constants of the calling room, never input.
    /// </summary>
    public async Task InsertManyAsync(string table, string[] columns, IReadOnlyList<object?[]> rows)
    {
        await SettleAsync();
        var perStatement = Math.Max(1, MaxParametersPerInsert / columns.Length);
        for (var start = 0; start < rows.Count; start += perStatement)
        {
            var count = Math.Min(perStatement, rows.Count - start);
            var args = new DynamicParameters();
            for (var row = 0; row < count; row++)
            {
                for (var column = 0; column < columns.Length; column++)
                {
                    StorableText.Check(columns[column], rows[start + row][column]);
                    args.Add($"p{row * columns.Length + column}", rows[start + row][column]);
                }
            }
            await Connection.ExecuteAsync(new CommandDefinition(DatabaseSessionSql.Insert(table, columns, count), args, Transaction,
                cancellationToken: Cancellation, flags: CommandFlags.NoCache));
        }
    }

    /// <summary>Rolls everything back although the work returns: it is to be done again in another way.</summary>
    public void Abandon() => IsAbandoned = true;

    /// <summary>Wakes the workers that wait on <paramref name="topic"/>, after the commit. May be lost: workers poll too.</summary>
    public void Wake(WakeTopic topic) => _wakes.Add(topic);

    /// <summary>Runs after the commit, and not when it fails. For hand-over in memory; never for what must not be lost.</summary>
    public void OnCommit(Action action) => _onCommit.Add(action);

    /// <summary>Runs what was deferred; for a provider whose driver has no batches, before it commits.</summary>
    public ValueTask RunDeferredAsync() => SettleAsync();

    /// <summary>
    /// Runs what was deferred, and <paramref name="last"/> after it, in one round trip; for a provider whose driver has
    /// batches. It is not cancelled half way.
    /// </summary>
    public Task RunDeferredAsync(string last) => RunBatchAsync(TakeDeferred(), last, CancellationToken.None);

    /// <summary>Called by the provider once the transaction is committed.</summary>
    public void Committed(WakeSignal signal)
    {
        foreach (var action in _onCommit)
        {
            action();
        }
        foreach (var topic in _wakes)
        {
            signal.Wake(topic);
        }
    }

    private protected override async ValueTask SettleAsync()
    {
        if (_deferred.Count == 0)
        {
            return;
        }
        var deferred = TakeDeferred();
        if (Connection.CanCreateBatch)
        {
            await RunBatchAsync(deferred, null, Cancellation);
            return;
        }
        foreach (var (sql, args) in deferred)
        {
            await Connection.ExecuteAsync(Command(sql, args));
        }
    }

    private (string Sql, object Args)[] TakeDeferred()
    {
        var deferred = _deferred.ToArray();
        _deferred.Clear();
        return deferred;
    }

    private async Task RunBatchAsync((string Sql, object Args)[] statements, string? last, CancellationToken ct)
    {
        await using var batch = Connection.CreateBatch();
        batch.Transaction = Transaction;
        foreach (var (sql, args) in statements)
        {
            AddTo(batch, sql, args);
        }
        if (last is not null)
        {
            AddTo(batch, last, null);
        }
        await batch.ExecuteNonQueryAsync(ct);
    }
}

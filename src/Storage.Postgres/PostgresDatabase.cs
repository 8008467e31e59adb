using System.Data;
using System.Data.Common;
using DbUp;
using DbUp.Engine.Output;
using Npgsql;

namespace Slipway.Storage.Postgres;

/// <summary>
/// The shared database: several servers work on it at once. Wake-ups travel by <c>notify</c>; the clock is the
/// database's own.
/// </summary>
public sealed class PostgresDatabase : Database
{
    // Any constant: servers that start together migrate one after the other.
    private const long MigrationLock = 0x534C_4950_5741_5901;
    private const int MaxTries = 6;
    private const int DefaultPoolSize = 32;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(20);

    // Who waits for a row that another transaction holds, waits here rather than there: each waiting backend takes a
    // connection from those who only read, and past a second the database begins to look for deadlocks among all of them.
    private readonly SemaphoreSlim _writers;

    private readonly NpgsqlDataSource _source;
    private readonly WakeSignal _signal;
    private readonly string _connectionString;
    private long _clockOffset;
    private volatile bool _isClockMoved;

    /// <param name="connectionString">In Npgsql's own form; see <see cref="PostgresUrl"/> for URLs.</param>
    public PostgresDatabase(string connectionString, WakeSignal signal)
    {
        StorageTypes.RegisterBase();
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "slipway" };
        // Npgsql's own builder contains every key that it knows, given or not.
        if (!new DbConnectionStringBuilder { ConnectionString = connectionString }.ContainsKey("Maximum Pool Size"))
        {
            builder.MaxPoolSize = DefaultPoolSize;
        }
        _writers = new SemaphoreSlim(Math.Clamp(builder.MaxPoolSize / 2, 1, Math.Max(8, 4 * Environment.ProcessorCount)));
        // Nothing that a session keeps is left behind: what needs such a thing has a connection of its own. The reset would
        // be seven statements more for the database at every use.
        builder.NoResetOnClose = true;
        builder.MaxAutoPrepare = 200;
        builder.AutoPrepareMinUsages = 2;
        _connectionString = builder.ToString();
        _source = new NpgsqlDataSourceBuilder(_connectionString).Build();
        _signal = signal;
    }

    public override string Engine => "postgres";

    public override bool IsShared => true;

    public override TimeSpan ClockOffset
    {
        get => TimeSpan.FromMicroseconds(Interlocked.Read(ref _clockOffset));
        set
        {
            Interlocked.Exchange(ref _clockOffset, InstantText.ToMicroseconds(value));
            _isClockMoved = true;
        }
    }

    /// <summary>How the statements of transactions are written; a test leaves the locks out to see them missed.</summary>
    internal SqlText Writes { get; init; } = SqlText.Postgres;

    // A statement that took too long is not among these: it may be the statement. Who must know asks the clock as well.
    public override bool IsAway(Exception failure) => DatabaseAwayException.CauseOf(failure) switch
    {
        PostgresException refused => refused.SqlState != PostgresErrorCodes.QueryCanceled
            && (refused.SqlState[..2] is "08" or "53" or "57" or "58" || refused.SqlState is PostgresErrorCodes.SerializationFailure
                or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.ReadOnlySqlTransaction),
        NpgsqlException broken => broken.InnerException is not TimeoutException,
        ObjectDisposedException => true,
        _ => false,
    };

    public override async Task<T> ReadAsync<T>(Func<DatabaseSession, Task<T>> work, CancellationToken ct)
    {
        try
        {
            await using var connection = await OpenAsync(ct);
            return await CleanlyAsync(connection, () => work(new DatabaseSession(connection, null, SqlText.PostgresReads, ct)));
        }
        catch (Exception failure) when (PostgresFailures.Describe(failure) is { } why)
        {
            DropIdleAfter(failure);
            throw new DatabaseAwayException(why, failure);
        }
    }

    public override async Task<T> WriteAsync<T>(Func<DatabaseTransaction, Task<T>> work, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var progress = new Progress();
            try
            {
                return await TryWriteAsync(work, progress, ct);
            }
            catch (Exception failure) when (attempt < MaxTries && PostgresFailures.IsConflict(failure))
            {
                // Another transaction won; the work has left no trace and is run again, not in step with the other's.
                await Task.Delay(LongestPause * Random.Shared.NextDouble() * attempt, ct);
            }
            catch (Exception failure) when (attempt == 1 && !progress.IsCommitting && PostgresFailures.IsBrokenConnection(failure))
            {
                // It was idle when the database was restarted: what it had done is undone, and a fresh connection may do it.
                DropIdleAfter(failure);
            }
            catch (Exception failure) when (PostgresFailures.Describe(failure) is { } why)
            {
                DropIdleAfter(failure);
                throw progress.IsCommitting && failure is not PostgresException
                    ? DatabaseAwayException.WhileCommitting(failure)
                    : new DatabaseAwayException(why, failure);
            }
        }
    }

    public override void Migrate(IEnumerable<RoomSchema> schemas)
    {
        // Back in a pool it would go on holding the lock, and every other server would wait for this one to end.
        using var holder = NewUnpooled();
        holder.Open();
        PoolerCheck.Refuse(holder, NewUnpooled);
        using (var take = new NpgsqlCommand("select pg_advisory_lock(@key)", holder))
        {
            take.CommandTimeout = 300;
            take.Parameters.AddWithValue("key", MigrationLock);
            take.ExecuteNonQuery();
        }
        using (var clock = new NpgsqlCommand(PostgresClock.Function, holder))
        {
            clock.ExecuteNonQuery();
        }
        SchemaUpgrade.Run(DeployChanges.To.PostgresqlDatabase(_connectionString), Engine, schemas, new Dictionary<string, string>
        {
            ["id"] = "bigint generated by default as identity primary key",
            ["blob"] = "bytea",
        });
    }

    public override Task RelayWakesAsync(WakeSignal signal, CancellationToken ct) =>
        new PostgresWakeRelay(_source, NewUnpooled, signal).RunAsync(ct);

    public override async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        _writers.Dispose();
    }

    private NpgsqlConnection NewUnpooled() =>
        new(new NpgsqlConnectionStringBuilder(_connectionString) { Pooling = false }.ConnectionString);

    private async Task<T> TryWriteAsync<T>(Func<DatabaseTransaction, Task<T>> work, Progress progress, CancellationToken ct)
    {
        await _writers.WaitAsync(ct);
        try
        {
            await using var connection = await OpenAsync(ct);
            return await CleanlyAsync(connection, () => RunAsync(connection, work, progress, ct));
        }
        finally
        {
            _writers.Release();
        }
    }

    private async Task<T> RunAsync<T>(NpgsqlConnection connection, Func<DatabaseTransaction, Task<T>> work, Progress progress, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var unit = new DatabaseTransaction(connection, transaction, Writes, ct);
        var result = await work(unit);
        if (unit.IsAbandoned)
        {
            await transaction.RollbackAsync(ct);
            return result;
        }
        // From here the outcome must be known: a commit is not cancelled half way.
        progress.IsCommitting = true;
        await unit.RunDeferredAsync("commit");
        unit.Committed(_signal);
        return result;
    }

    /// <summary>
    /// Runs the work and, when it fails otherwise than by its own will, makes the connection good for the next user. A statement that fails between being
    /// parsed and being bound, by a text that the database does not take or by a caller who goes away just then, stands
    /// prepared in the driver's books without what it returns, and whoever runs it next reads the answer out of step. So
    /// the driver and the database both forget all that is prepared; a connection that cannot even do that is closed.
    /// </summary>
    private async Task<T> CleanlyAsync<T>(NpgsqlConnection connection, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception failure) when (failure is not EndOfWorkException)
        {
            ForgetPrepared(connection);
            throw;
        }
    }

    private void ForgetPrepared(NpgsqlConnection connection)
    {
        try
        {
            if (connection.State == ConnectionState.Open)
            {
                connection.UnprepareAll();
            }
        }
        catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException or IOException)
        {
            // Whatever is given back from now on is closed.
            _source.Clear();
        }
    }

    // Those that wait in the pool were as long without an answer as the one that failed: each would fail somebody.
    private void DropIdleAfter(Exception failure)
    {
        if (PostgresFailures.IsBrokenConnection(failure))
        {
            _source.Clear();
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken ct)
    {
        var connection = await _source.OpenConnectionAsync(ct);
        if (_isClockMoved)
        {
            await PostgresClock.MoveAsync(connection, Interlocked.Read(ref _clockOffset), ct);
        }
        return connection;
    }

    private sealed class Progress
    {
        /// <summary>From here on nobody knows what came of a transaction whose connection breaks.</summary>
        public bool IsCommitting { get; set; }
    }
}

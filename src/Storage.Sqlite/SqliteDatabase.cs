using System.Collections.Concurrent;
using DbUp;
using Microsoft.Data.Sqlite;

namespace Slipway.Storage.Sqlite;

/// <summary>
/// The embedded database: one file in WAL mode, many readers, one writer that commits in groups
/// (<see cref="GroupCommit"/>). Commits are synced to disk (<c>synchronous = full</c>).
/// </summary>
public sealed class SqliteDatabase : Database
{
    private const int MaxIdleReaders = 16;
    private readonly string _connectionString;
    private readonly SqliteClock _clock;
    private readonly ConcurrentBag<SqliteConnection> _idleReaders = [];
    private readonly FileStream _ownership;
    private readonly GroupCommit _writer;
    private int _idleReaderCount;
    private volatile bool _disposed;

    /// <exception cref="InvalidOperationException">Another server has the file open.</exception>
    public SqliteDatabase(string path, WakeSignal signal, TimeProvider time)
    {
        StorageTypes.RegisterBase();
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        _ownership = TakeOwnership(path);
        MakeFile(path);
        _clock = new SqliteClock(time);
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Pooling = false,
            ForeignKeys = true,
            DefaultTimeout = 30,
        }.ToString();
        var writing = Open();
        Run(writing, "pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 2000");
        _writer = new GroupCommit(writing, signal);
    }

    // For its owner alone, whatever the umask; what SQLite puts beside it takes its rights. An existing file keeps what it has.
    private static void MakeFile(string path)
    {
        if (OperatingSystem.IsWindows() || File.Exists(path))
        {
            return;
        }
        new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }).Dispose();
    }

    public override string Engine => "sqlite";

    public override bool IsShared => false;

    public override TimeSpan ClockOffset
    {
        get => _clock.Offset;
        set => _clock.Offset = value;
    }

    // Of SQLite's result codes those that speak of the file, the disk, the memory or another's lock.
    public override bool IsAway(Exception failure) => DatabaseAwayException.CauseOf(failure) switch
    {
        SqliteException refused => refused.SqliteErrorCode is 5 or 6 or 7 or 8 or 10 or 11 or 13 or 14 or 15 or 26,
        ObjectDisposedException => true,
        _ => false,
    };

    public override async Task<T> ReadAsync<T>(Func<DatabaseSession, Task<T>> work, CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_idleReaders.TryTake(out var connection))
        {
            Interlocked.Decrement(ref _idleReaderCount);
        }
        else
        {
            connection = OpenReader();
        }
        try
        {
            var result = await work(new DatabaseSession(connection, null, SqlText.Sqlite, ct));
            await GiveBackAsync(connection);
            return result;
        }
        catch (EndOfWorkException)
        {
            await GiveBackAsync(connection);
            throw;
        }
        catch (Exception failure)
        {
            await connection.DisposeAsync();
            if (failure is SqliteException refused && SqliteFailures.Describe(refused) is { } why)
            {
                throw new DatabaseAwayException(why, refused);
            }
            throw;
        }
    }

    public override async Task<T> WriteAsync<T>(Func<DatabaseTransaction, Task<T>> work, CancellationToken ct)
    {
        try
        {
            return await _writer.RunAsync(work, ct);
        }
        catch (SqliteException refused) when (SqliteFailures.Describe(refused) is { } why)
        {
            throw new DatabaseAwayException(why, refused);
        }
    }

    public override void Migrate(IEnumerable<RoomSchema> schemas) =>
        SchemaUpgrade.Run(DeployChanges.To.SqliteDatabase(_connectionString), Engine, schemas, new Dictionary<string, string>
        {
            ["id"] = "integer primary key autoincrement",
            ["blob"] = "blob",
        });

    public override async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }
        _disposed = true;
        await _writer.DisposeAsync();
        while (_idleReaders.TryTake(out var connection))
        {
            await connection.DisposeAsync();
        }
        await _ownership.DisposeAsync();
    }

    private async Task GiveBackAsync(SqliteConnection connection)
    {
        if (_disposed || Interlocked.Increment(ref _idleReaderCount) > MaxIdleReaders)
        {
            Interlocked.Decrement(ref _idleReaderCount);
            await connection.DisposeAsync();
            return;
        }
        _idleReaders.Add(connection);
    }

    private SqliteConnection OpenReader()
    {
        try
        {
            return Open();
        }
        catch (SqliteException refused) when (SqliteFailures.Describe(refused) is { } why)
        {
            throw new DatabaseAwayException(why, refused);
        }
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.CreateFunction("slipway_now", _clock.Microseconds);
        // The engine's own knows the letters of ASCII alone.
        connection.CreateFunction<string?, string?>("lower", static text => text?.ToUpperInvariant().ToLowerInvariant(), isDeterministic: true);
        connection.Open();
        return connection;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static FileStream TakeOwnership(string path)
    {
        try
        {
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException inUse)
        {
            throw new InvalidOperationException(
                $"Another server is using {path}. Stop it, choose another data-dir, or use PostgreSQL when several servers share the work.", inUse);
        }
    }
}

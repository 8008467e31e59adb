using System.Collections.Concurrent;
using Npgsql;
using Slipway.Storage;
using Slipway.Storage.Postgres;
using Slipway.Storage.Sqlite;

namespace Slipway.Testing;

/// <summary>
/// A migrated database that nobody has opened yet, as the server option <c>database</c> names it. Migrations run once for
/// each set of rooms; every test then gets a copy.
/// </summary>
public sealed class FreshDatabase : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Templates = new();
    private static int _count;
    private readonly Func<ValueTask> _drop;

    private FreshDatabase(TestEngine engine, string option, Func<ValueTask> drop)
    {
        Engine = engine;
        Option = option;
        _drop = drop;
    }

    public TestEngine Engine { get; }

    /// <summary><c>sqlite:PATH</c> or <c>postgres://user:password@host:port/name</c>.</summary>
    public string Option { get; }

    /// <summary>One with the tables of these rooms; with none, an empty one that the server migrates itself.</summary>
    public static Task<FreshDatabase> CreateAsync(TestEngine engine, IReadOnlyList<RoomSchema> schemas) =>
        engine == TestEngine.Sqlite ? SqliteAsync(schemas) : PostgresAsync(schemas);

    /// <summary>Opens it.</summary>
    public Database Open(WakeSignal signal) => Engine == TestEngine.Sqlite
        ? new SqliteDatabase(Option["sqlite:".Length..], signal, TimeProvider.System)
        : new PostgresDatabase(PostgresUrl.ToConnectionString(Option)!, signal);

    /// <summary>Drops it; whoever still uses it loses it.</summary>
    public ValueTask DisposeAsync() => _drop();

    private static async Task<FreshDatabase> SqliteAsync(IReadOnlyList<RoomSchema> schemas)
    {
        var folder = new TemporaryFolder();
        var path = folder["slipway.db"];
        if (schemas.Count > 0)
        {
            File.Copy(await Templates.GetOrAdd("sqlite:" + KeyOf(schemas), _ => new(() => SqliteTemplateAsync(schemas))).Value, path);
        }
        return new FreshDatabase(TestEngine.Sqlite, "sqlite:" + path, () =>
        {
            folder.Dispose();
            return ValueTask.CompletedTask;
        });
    }

    private static async Task<string> SqliteTemplateAsync(IReadOnlyList<RoomSchema> schemas)
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        var path = folder["template.db"];
        await using var database = new SqliteDatabase(path, new WakeSignal(), TimeProvider.System);
        database.Migrate(schemas);
        return path;
    }

    private static async Task<FreshDatabase> PostgresAsync(IReadOnlyList<RoomSchema> schemas)
    {
        var postgres = await PrivatePostgres.SharedAsync();
        var template = schemas.Count == 0
            ? "template1"
            : await Templates.GetOrAdd("postgres:" + KeyOf(schemas), _ => new(() => PostgresTemplateAsync(postgres, schemas))).Value;
        var name = $"test_{Interlocked.Increment(ref _count)}";
        await AdministerAsync(postgres, $"create database {name} template {template}");
        return new FreshDatabase(TestEngine.Postgres, postgres.UrlOf(name),
            () => AdministerAsync(postgres, $"drop database {name} with (force)"));
    }

    private static async Task<string> PostgresTemplateAsync(PrivatePostgres postgres, IReadOnlyList<RoomSchema> schemas)
    {
        var name = $"template_{Interlocked.Increment(ref _count)}";
        await AdministerAsync(postgres, $"create database {name}");
        // Not pooled: a template may have no connection open when it is copied.
        var connection = PostgresUrl.ToConnectionString(postgres.UrlOf(name) + "?Pooling=false")!;
        await using var database = new PostgresDatabase(connection, new WakeSignal());
        database.Migrate(schemas);
        return name;
    }

    private static async ValueTask AdministerAsync(PrivatePostgres postgres, string sql)
    {
        await using var connection = new NpgsqlConnection(PostgresUrl.ToConnectionString(postgres.UrlOf("postgres")));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string KeyOf(IEnumerable<RoomSchema> schemas) => string.Join(',', schemas.Select(schema => schema.Room));
}

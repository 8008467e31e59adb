using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Slipway.Storage;
using Slipway.Storage.Postgres;
using Slipway.Storage.Sqlite;

namespace Slipway.Testing;

/// <summary>
/// A fresh, migrated database for one test: a SQLite file or a database of <see cref="PrivatePostgres"/>. Migrations run
/// once for each set of rooms; every test then gets a copy.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Templates = new();
    private static int _count;
    private readonly Func<ValueTask> _drop;

    private TestDatabase(TestEngine engine, string option, Func<WakeSignal, Database> open, Func<ValueTask> drop)
    {
        Engine = engine;
        Option = option;
        Database = open(Signal);
        _drop = drop;
    }

    public TestEngine Engine { get; }

    /// <summary>What the server option <c>database</c> would say for it.</summary>
    public string Option { get; }

    public Database Database { get; }

    /// <summary>The wake-up signal that the database's commits go to.</summary>
    public WakeSignal Signal { get; } = new();

    /// <summary>A database with the tables of Storage and of the given rooms, in that order.</summary>
    public static Task<TestDatabase> CreateAsync(TestEngine engine, params IReadOnlyList<RoomSchema> rooms)
    {
        RoomSchema[] schemas = [new RoomSchema("storage", typeof(Database).Assembly), .. rooms.Where(room => room.Room != "storage")];
        return engine == TestEngine.Sqlite ? SqliteAsync(schemas) : PostgresAsync(schemas);
    }

    /// <summary>A database with the tables of the rooms that were added to <paramref name="services"/>.</summary>
    public static Task<TestDatabase> CreateAsync(TestEngine engine, IServiceCollection services) =>
        CreateAsync(engine, services.Select(service => service.ImplementationInstance).OfType<RoomSchema>().ToArray());

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await _drop();
    }

    private static async Task<TestDatabase> SqliteAsync(RoomSchema[] schemas)
    {
        var template = await Templates.GetOrAdd("sqlite:" + KeyOf(schemas), _ => new(() => SqliteTemplateAsync(schemas))).Value;
        var folder = new TemporaryFolder();
        var path = folder["slipway.db"];
        File.Copy(template, path);
        return new TestDatabase(TestEngine.Sqlite, "sqlite:" + path,
            signal => new SqliteDatabase(path, signal, TimeProvider.System),
            () =>
            {
                folder.Dispose();
                return ValueTask.CompletedTask;
            });
    }

    private static async Task<string> SqliteTemplateAsync(RoomSchema[] schemas)
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        var path = folder["template.db"];
        await using var database = new SqliteDatabase(path, new WakeSignal(), TimeProvider.System);
        database.Migrate(schemas);
        return path;
    }

    private static async Task<TestDatabase> PostgresAsync(RoomSchema[] schemas)
    {
        var postgres = await PrivatePostgres.SharedAsync();
        var template = await Templates.GetOrAdd("postgres:" + KeyOf(schemas), _ => new(() => PostgresTemplateAsync(postgres, schemas))).Value;
        var name = $"test_{Interlocked.Increment(ref _count)}";
        await AdministerAsync(postgres, $"create database {name} template {template}");
        var url = postgres.UrlOf(name);
        return new TestDatabase(TestEngine.Postgres, url,
            signal => new PostgresDatabase(PostgresUrl.ToConnectionString(url)!, signal),
            () => AdministerAsync(postgres, $"drop database {name} with (force)"));
    }

    private static async Task<string> PostgresTemplateAsync(PrivatePostgres postgres, RoomSchema[] schemas)
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

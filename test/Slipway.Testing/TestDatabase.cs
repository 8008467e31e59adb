using Microsoft.Extensions.DependencyInjection;
using Slipway.Storage;

namespace Slipway.Testing;

/// <summary>
/// A fresh, migrated, open database for one test: a SQLite file or a database of <see cref="PrivatePostgres"/>.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly FreshDatabase _fresh;

    private TestDatabase(FreshDatabase fresh)
    {
        _fresh = fresh;
        Database = fresh.Open(Signal);
    }

    public TestEngine Engine => _fresh.Engine;

    public Database Database { get; }

    /// <summary>The wake-up signal that the database's commits go to.</summary>
    public WakeSignal Signal { get; } = new();

    /// <summary>A database with the tables of Storage and of the given rooms, in that order.</summary>
    public static async Task<TestDatabase> CreateAsync(TestEngine engine, params IReadOnlyList<RoomSchema> rooms) =>
        new(await FreshDatabase.CreateAsync(engine,
            [new RoomSchema("storage", typeof(Database).Assembly), .. rooms.Where(room => room.Room != "storage")]));

    /// <summary>A database with the tables of the rooms that were added to <paramref name="services"/>.</summary>
    public static Task<TestDatabase> CreateAsync(TestEngine engine, IServiceCollection services) =>
        CreateAsync(engine, services.Select(service => service.ImplementationInstance).OfType<RoomSchema>().ToArray());

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await _fresh.DisposeAsync();
    }
}

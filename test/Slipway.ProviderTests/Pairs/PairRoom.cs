using Microsoft.Extensions.DependencyInjection;
using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Access.Teams;
using Slipway.Access.Users;
using Slipway.Automations;
using Slipway.Events;
using Slipway.Launch;
using Slipway.Registry;
using Slipway.Rest;
using Slipway.Runs;
using Slipway.Secrets;
using Slipway.Storage;
using Slipway.Storage.Blobs;
using Slipway.Storage.Postgres;
using Slipway.Testing;
using Slipway.Webhooks;
using Slipway.Webhooks.Sending;

namespace Slipway.ProviderTests.Pairs;

/// <summary>The operations of all rooms over one database for a whole walk; no worker runs by itself.</summary>
internal sealed class PairRoom : IAsyncDisposable
{
    private readonly FreshDatabase _fresh;
    private readonly Database _inner;
    private readonly ServiceProvider _services;
    private readonly TemporaryFolder _folder;
    private int _teams;

    private PairRoom(FreshDatabase fresh, Database inner, ServiceProvider services, TemporaryFolder folder, UserId founder)
    {
        _fresh = fresh;
        _inner = inner;
        _services = services;
        _folder = folder;
        Founder = founder;
    }

    public Database Database => _inner;

    public UserId Founder { get; }

    /// <summary>Whether several transactions can be open at once.</summary>
    public bool Overlaps => _inner.IsShared;

    /// <param name="withLocks">False plants the fault that the walk is to find: no statement takes a lock.</param>
    public static async Task<PairRoom> CreateAsync(TestEngine engine, bool withLocks = true)
    {
        var folder = new TemporaryFolder();
        var signal = new WakeSignal();
        var services = new ServiceCollection();
        services.AddLogging().AddMetrics().AddRest().AddAccess().AddEvents().AddRuns().AddRegistry()
            .AddSingleton(EgressOptions.Parse("localhost:9", null))
            .AddSingleton<ServerInstance>()
            .AddSingleton(new PublicAddress(new Uri("https://slipway.test")))
            .AddSingleton<IBlobStore>(new FileBlobStore(folder.Path))
            .AddSecrets(new SecretsOptions { DataDir = folder.Path })
            .AddWebhooks()
            .AddLaunch()
            .AddAutomations();
        RoomSchema[] schemas =
        [
            new RoomSchema("storage", typeof(Database).Assembly),
            .. services.Select(service => service.ImplementationInstance).OfType<RoomSchema>().Where(room => room.Room != "storage"),
        ];
        var fresh = await FreshDatabase.CreateAsync(engine, schemas);
        var inner = withLocks
            ? fresh.Open(signal)
            : new PostgresDatabase(PostgresUrl.ToConnectionString(fresh.Option)!, signal) { Writes = SqlText.PostgresReads };
        var provider = services.AddSingleton<Database>(new HoldingDatabase(inner)).AddSingleton(signal).AddSingleton(TimeProvider.System).BuildServiceProvider();
        await provider.GetRequiredService<ServerInstance>().StartingAsync(default);
        var founder = (await provider.GetRequiredService<UserOperations>().CreateAsync(Actor.System, new NewUser("ann", null, null), default)).Value;
        var room = new PairRoom(fresh, inner, provider, folder, founder.Id);
        foreach (var other in (string[])["ben", "max"])
        {
            _ = (await room.Get<UserOperations>().CreateAsync(Actor.System, new NewUser(other, null, null), default)).Value;
        }
        return room;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A new team with two admins, ann and ben.</summary>
    public async Task<PairStage> NewStageAsync()
    {
        var name = $"team-{Interlocked.Increment(ref _teams)}";
        var stranger = new Actor { Id = Founder, Name = "ann", Kind = ActorKind.User, IsInstanceAdmin = false, Memberships = new Dictionary<TeamId, Role>() };
        var team = (await Get<TeamOperations>().CreateAsync(stranger, name, default)).Value.Id;
        return new PairStage(this, name, team);
    }

    /// <summary>Whether an act of this database waits for another one.</summary>
    public async Task<bool> AnyWaitsAsync() => await _inner.ReadAsync(session => session.ScalarAsync<long>(
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"), default) > 0;

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _inner.DisposeAsync();
        await _fresh.DisposeAsync();
        _folder.Dispose();
    }
}

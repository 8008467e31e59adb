using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Access.Teams;
using Slipway.Access.Users;
using Slipway.Api.Webhooks;
using Slipway.Events;
using Slipway.Rest;
using Slipway.Secrets;
using Slipway.Secrets.Definitions;
using Slipway.Secrets.Values;
using Slipway.Storage;
using Slipway.Testing;
using Slipway.Webhooks;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Deliveries;
using Slipway.Webhooks.Payloads;
using Slipway.Webhooks.Sending;
using Slipway.Webhooks.Testing;

namespace Slipway.Tests.Webhooks;

/// <summary>The rooms Secrets and Webhooks over a fresh database, with a real receiver, and without HTTP in front.</summary>
public sealed class WebhooksRoom : IAsyncDisposable
{
    public const string Team = "vision";

    private readonly TestDatabase _database;
    private readonly TemporaryFolder _folder;
    private readonly ServiceProvider _services;

    private WebhooksRoom(TestDatabase database, TemporaryFolder folder, ServiceProvider services, Receiver receiver)
    {
        _database = database;
        _folder = folder;
        _services = services;
        Receiver = receiver;
    }

    public Receiver Receiver { get; }

    public Database Database => _database.Database;

    public Actor Admin { get; private set; } = Actor.System;

    public Actor Member { get; private set; } = Actor.System;

    public Actor Viewer { get; private set; } = Actor.System;

    public Actor Stranger { get; private set; } = Actor.System;

    public TeamId TeamId { get; private set; }

    public SecretOperations Secrets => Get<SecretOperations>();

    public WebhookOperations Webhooks => Get<WebhookOperations>();

    public WebhookTestOperations Trials => Get<WebhookTestOperations>();

    public DeliveryOperations Deliveries => Get<DeliveryOperations>();

    internal DeliveryWorker Worker => Get<DeliveryWorker>();

    internal DeliveryPump Pump => Get<DeliveryPump>();

    internal DeliveryRescuer Rescuer => Get<DeliveryRescuer>();

    public static async Task<WebhooksRoom> CreateAsync(DeliveryLimits? limits = null, TestEngine engine = TestEngine.Sqlite)
    {
        var folder = new TemporaryFolder();
        var receiver = await Receiver.StartAsync();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(EgressOptions.Parse($"{receiver.HostAndPort},ci.example.com:{receiver.Port},localhost:1", null));
        services.AddSingleton<IHostResolver, LoopbackResolver>();
        if (limits is not null)
        {
            services.AddSingleton(limits);
        }
        services.AddAccess();
        services.AddEvents();
        services.AddSecrets(new SecretsOptions { DataDir = folder.Path });
        services.AddWebhooks();
        services.AddSingleton<ServerInstance>();
        var database = await TestDatabase.CreateAsync(engine, services);
        services.AddSingleton(database.Database);
        services.AddSingleton(database.Signal);
        var room = new WebhooksRoom(database, folder, services.BuildServiceProvider(), receiver);
        await room.Get<ServerInstance>().StartingAsync(CancellationToken.None);
        await room.FillAsync();
        return room;
    }

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? args = null) =>
        await Database.ReadAsync(session => session.QueryAsync<T>(sql, args), CancellationToken.None);

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async Task PutSecretAsync(string name, string value) =>
        Ok(await Secrets.PutAsync(Admin, Team, name, new SecretValue(value), CancellationToken.None));

    /// <summary>A webhook to the receiver.</summary>
    public async Task<Webhook> CreateWebhookAsync(Func<WebhookSettings, WebhookSettings>? change = null, string name = "ci")
    {
        var draft = new WebhookSettings { Name = name, Url = Receiver.Url + "/hook" };
        return Ok(await Webhooks.CreateAsync(Admin, Team, change?.Invoke(draft) ?? draft, CancellationToken.None));
    }

    /// <summary>Makes a delivery as an automation would.</summary>
    public Task<DeliveryId> EnqueueAsync(Webhook webhook, string payload = """{"a":1}""", PayloadValues? values = null, string? automation = null) =>
        Database.WriteAsync(async tx => (await Deliveries.EnqueueAsync(tx, new NewDelivery
        {
            Webhook = webhook.Id,
            Payload = PayloadTemplate.Parse(payload).Value.Render(values ?? new()).Value,
            Automation = automation,
        }))!.Value, CancellationToken.None);

    /// <summary>Claims and attempts whatever is due, until nothing is.</summary>
    public async Task DeliverAsync()
    {
        while (await Worker.RunOnceAsync(CancellationToken.None) > 0)
        {
            await Pump.IdleAsync();
        }
        await Pump.IdleAsync();
    }

    public async Task<DeliveryWithAttempts> GetAsync(DeliveryId id, Actor? actor = null) =>
        Ok(await Deliveries.GetAsync(actor ?? Admin, Team, id.ToString(), CancellationToken.None));

    public async Task<DeliveryState> StateAsync(DeliveryId id) => (await GetAsync(id)).Delivery.State;

    /// <summary>Moves the database's clock on.</summary>
    public void Advance(TimeSpan by) => Database.ClockOffset += by;

    public static T Ok<T>(Outcome<T> outcome) => outcome.Value;

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Pump.StopAsync(now.Token);
        await Get<ServerInstance>().StoppedAsync(CancellationToken.None);
        await _services.DisposeAsync();
        await _database.DisposeAsync();
        await Receiver.DisposeAsync();
        _folder.Dispose();
    }

    private async Task FillAsync()
    {
        var ana = await UserAsync("ana");
        var team = Ok(await Get<TeamOperations>().CreateAsync(ana, Team, CancellationToken.None));
        TeamId = team.Id;
        Admin = WithRole(ana, Role.Admin);
        Member = WithRole(await UserAsync("ben"), Role.Member);
        Viewer = WithRole(await UserAsync("cleo"), Role.Viewer);
        Stranger = await UserAsync("dan");
    }

    private async Task<Actor> UserAsync(string name)
    {
        var user = Ok(await Get<UserOperations>().CreateAsync(Actor.System, new NewUser(name, null, null), CancellationToken.None));
        return new() { Id = user.Id, Name = name, Kind = ActorKind.User, IsInstanceAdmin = false, Memberships = new Dictionary<TeamId, Role>() };
    }

    private Actor WithRole(Actor actor, Role role) => actor with { Memberships = new Dictionary<TeamId, Role> { [TeamId] = role } };

    /// <summary>Every known name is this machine; names under .invalid have no address; under .slow the servers do not answer.</summary>
    private sealed class LoopbackResolver : IHostResolver
    {
        public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken ct) => host switch
        {
            _ when host.EndsWith(".invalid", StringComparison.Ordinal) => Task.FromResult<IReadOnlyList<IPAddress>>([]),
            _ when host.EndsWith(".slow", StringComparison.Ordinal) => throw new SocketException((int)SocketError.TryAgain),
            _ => Task.FromResult<IReadOnlyList<IPAddress>>([IPAddress.Loopback]),
        };
    }
}

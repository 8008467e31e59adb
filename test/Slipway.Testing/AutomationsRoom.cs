using Microsoft.Extensions.DependencyInjection;
using Slipway.Access;
using Slipway.Api.Automations;
using Slipway.Api.Events;
using Slipway.Api.Webhooks;
using Slipway.Automations;
using Slipway.Automations.Definitions;
using Slipway.Automations.Executions;
using Slipway.Automations.Matching;
using Slipway.Automations.Previews;
using Slipway.Events;
using Slipway.Launch;
using Slipway.Registry.Aliases;
using Slipway.Registry.RegisteredModels;
using Slipway.Rest;
using Slipway.Secrets;
using Slipway.Secrets.Definitions;
using Slipway.Secrets.Values;
using Slipway.Storage;
using Slipway.Storage.Blobs;
using Slipway.Webhooks;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Sending;

namespace Slipway.Testing;

/// <summary>
/// Automations over a fresh database, with a registered model <c>Iris</c> of two versions and a webhook <c>ci</c> to a real
/// receiver. Nothing runs by itself: a test answers the events with <see cref="MatchAsync"/>.
/// </summary>
public sealed class AutomationsRoom : IAsyncDisposable
{
    public const string Team = RegistryRoom.Team;
    public const string Model = "Iris";
    public const string Webhook = "ci";

    private static readonly PageRequest All = new(PageRequest.MaxLimit, long.MaxValue);
    private readonly TemporaryFolder _folder;

    private AutomationsRoom(TemporaryFolder folder, Receiver receiver, RegistryRoom registry)
    {
        _folder = folder;
        Receiver = receiver;
        Registry = registry;
    }

    public Receiver Receiver { get; }

    public RegistryRoom Registry { get; }

    public Database Database => Registry.Database;

    public Actor Admin => Registry.Admin;

    public Actor Member => Registry.Member;

    public Actor Viewer => Registry.Viewer;

    public AutomationOperations Automations => Get<AutomationOperations>();

    public WebhookOperations Webhooks => Get<WebhookOperations>();

    public SecretOperations Secrets => Get<SecretOperations>();

    public static async Task<AutomationsRoom> CreateAsync(TestEngine engine = TestEngine.Sqlite)
    {
        var folder = new TemporaryFolder();
        var receiver = await Receiver.StartAsync();
        var registry = await RegistryRoom.CreateAsync(engine, services => services
            .AddSingleton(EgressOptions.Parse(receiver.HostAndPort, null))
            .AddSingleton<ServerInstance>()
            .AddSingleton(new PublicAddress(new Uri("https://slipway.test")))
            .AddSingleton<IBlobStore>(new FileBlobStore(folder.Path))
            .AddSecrets(new SecretsOptions { DataDir = folder.Path })
            .AddWebhooks()
            .AddLaunch()
            .AddAutomations());
        var room = new AutomationsRoom(folder, receiver, registry);
        await room.Get<ServerInstance>().StartingAsync(default);
        await registry.CreateModelWithVersionsAsync(Model, 2);
        _ = (await room.Webhooks.CreateAsync(room.Admin, Team, new WebhookSettings { Name = Webhook, Url = receiver.Url + "/hook" }, default)).Value;
        await room.MatchAsync();
        return room;
    }

    /// <summary>An automation on <see cref="Model"/> that answers each new alias.</summary>
    public static AutomationSettings OnModel(string name = "deploy", string? payload = null) => new()
    {
        Name = name,
        Scope = AutomationScope.OfModel(Model),
        Event = new AutomationEvent { Type = AutomationEventType.AddArtifactAlias },
        Action = new WebhookAction { Webhook = Webhook, Payload = payload },
    };

    /// <summary>The same on the whole registry.</summary>
    public static AutomationSettings OnRegistry(string name = "deploy", AutomationEventType type = AutomationEventType.AddArtifactAlias) =>
        OnModel(name) with { Scope = AutomationScope.Registry, Event = new AutomationEvent { Type = type } };

    public T Get<T>()
        where T : notnull => Registry.Get<T>();

    /// <summary>Saves as a team admin.</summary>
    public async Task<Automation> SaveAsync(AutomationSettings settings) => (await Automations.CreateAsync(Admin, Team, settings, default)).Value;

    /// <summary>Changes as a team admin.</summary>
    public async Task<Automation> EditAsync(string name, Func<AutomationSettings, AutomationSettings> change) =>
        (await Automations.EditAsync(Admin, Team, name, change, default)).Value;

    public async Task<Automation> GetAsync(string name = "deploy") => (await Automations.GetAsync(Viewer, Team, name, default)).Value;

    public async Task PutSecretAsync(string name, string value) =>
        _ = (await Secrets.PutAsync(Admin, Team, name, new SecretValue(value), default)).Value;

    /// <summary>Moves an alias, which raises <c>ADD_ARTIFACT_ALIAS</c>; returns the event.</summary>
    public async Task<LoggedEvent> MoveAliasAsync(string alias = "prod", string version = "v0", string model = Model)
    {
        Assert(await Get<AliasOperations>().SetAsync(Member, RegistryRoom.Model(model), alias, version, default));
        return (await Registry.EventsAsync())[^1];
    }

    public async Task DeleteModelAsync(string model = Model) =>
        Assert(await Get<ModelOperations>().DeleteAsync(Member, RegistryRoom.Model(model), default));

    /// <summary>Answers all pending events; returns how many there were.</summary>
    public async Task<int> MatchAsync()
    {
        var answered = 0;
        while (await Get<MatchingWorker>().RunOnceAsync(default) is > 0 and var taken)
        {
            answered += taken;
        }
        return answered;
    }

    /// <summary>The history of an automation, oldest first.</summary>
    public async Task<IReadOnlyList<Execution>> ExecutionsAsync(string name = "deploy") =>
        [.. (await Get<ExecutionOperations>().ListAsync(Viewer, Team, name, null, All, default)).Value.Reverse()];

    /// <summary>The stored payloads of all deliveries, oldest first, with the automation that made them.</summary>
    public Task<IReadOnlyList<MadeDelivery>> DeliveriesAsync() => Database.ReadAsync(
        session => session.QueryAsync<MadeDelivery>("select automation, payload from deliveries order by id"), default);

    public Task<Outcome<Preview>> PreviewAsync(AutomationSettings settings, Actor? by = null, string? eventId = null, DateTimeOffset? since = null) =>
        Get<PreviewOperations>().PreviewAsync(by ?? Admin, Team, settings, eventId, since, default);

    public async ValueTask DisposeAsync()
    {
        await Get<ServerInstance>().StoppedAsync(default);
        await Registry.DisposeAsync();
        await Receiver.DisposeAsync();
        _folder.Dispose();
    }

    private static void Assert<T>(Outcome<T> outcome) => _ = outcome.Value;
}

/// <summary>Changes of settings that many tests make.</summary>
public static class SettingsChanges
{
    /// <summary>The same for aliases that match.</summary>
    public static AutomationSettings Matching(this AutomationSettings settings, string? aliases) =>
        settings with { Event = settings.Event with { AliasPattern = aliases } };
}

/// <summary>A delivery as it was made.</summary>
public sealed record MadeDelivery
{
    public string? Automation { get; init; }

    public required string Payload { get; init; }
}

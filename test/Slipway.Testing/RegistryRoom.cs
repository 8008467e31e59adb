using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Access.Projects;
using Slipway.Access.Teams;
using Slipway.Access.Users;
using Slipway.Events;
using Slipway.Registry;
using Slipway.Registry.Collections;
using Slipway.Registry.Links;
using Slipway.Registry.Memberships;
using Slipway.Registry.RegisteredModels;
using Slipway.Rest;
using Slipway.Runs;
using Slipway.Storage;

namespace Slipway.Testing;

/// <summary>
/// The registry's operations over a fresh database, with a team <c>acme</c> that has a project <c>iris</c> and one actor
/// of each role. Versions are published as rows, without files.
/// </summary>
public sealed class RegistryRoom : IAsyncDisposable
{
    public const string Team = "acme";
    public const string Project = "iris";

    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;
    private int _published;

    private RegistryRoom(TestDatabase database, ServiceProvider services)
    {
        _database = database;
        _services = services;
    }

    public Database Database => _database.Database;

    public required Actor Admin { get; init; }

    public required Actor Member { get; init; }

    public required Actor Viewer { get; init; }

    /// <summary>Belongs to no team.</summary>
    public required Actor Stranger { get; init; }

    /// <param name="addRooms">Rooms above the registry; null for none.</param>
    public static async Task<RegistryRoom> CreateAsync(TestEngine engine = TestEngine.Sqlite, Action<IServiceCollection>? addRooms = null)
    {
        var services = new ServiceCollection();
        services.AddLogging().AddMetrics().AddRest().AddAccess().AddEvents().AddRuns().AddRegistry();
        addRooms?.Invoke(services);
        var database = await TestDatabase.CreateAsync(engine, services);
        var provider = services.AddSingleton(database.Database).AddSingleton(database.Signal).AddSingleton(TimeProvider.System)
            .BuildServiceProvider();
        var user = (await provider.GetRequiredService<UserOperations>().CreateAsync(Actor.System, new NewUser("ann", null, null), default)).Value;
        var founder = ActorOf(user.Id, "ann", null);
        var team = (await provider.GetRequiredService<TeamOperations>().CreateAsync(founder, Team, default)).Value.Id;
        var admin = ActorOf(user.Id, "ann", (team, Role.Admin));
        _ = (await provider.GetRequiredService<ProjectOperations>().CreateAsync(admin, Team, Project, default)).Value;
        return new RegistryRoom(database, provider)
        {
            Admin = admin,
            Member = ActorOf(user.Id, "max", (team, Role.Member)),
            Viewer = ActorOf(user.Id, "vic", (team, Role.Viewer)),
            Stranger = ActorOf(user.Id, "sam", null),
        };
    }

    /// <summary>One of the room's operations.</summary>
    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static CollectionAddress Model(string name) => CollectionAddress.OfModel(Team, name);

    public static CollectionAddress Artifact(string name) => CollectionAddress.OfArtifact(Team, Project, name);

    /// <summary>A further team with a project <c>iris</c>, and its admin.</summary>
    public async Task<Actor> FoundTeamAsync(string name)
    {
        var team = (await Get<TeamOperations>().CreateAsync(Stranger, name, default)).Value.Id;
        var admin = ActorOf(Stranger.Id, "tom", (team, Role.Admin));
        _ = (await Get<ProjectOperations>().CreateAsync(admin, name, Project, default)).Value;
        return admin;
    }

    /// <summary>Commits a new version of an artifact; returns its reference, <c>acme/iris/name:v0</c>.</summary>
    public async Task<string> PublishAsync(string name, string type = "model", IReadOnlyList<string>? aliases = null, string team = Team, Actor? by = null)
    {
        var actor = by ?? Member;
        var number = Interlocked.Increment(ref _published);
        var added = await Database.WriteAsync(async tx =>
        {
            var owner = await TeamAccess.RequireAsync(tx, actor, team, Permission.Publish);
            var project = (await ProjectLookup.FindAsync(tx, owner, Project))!;
            var artifact = await Get<CollectionOperations>().EnsureArtifactAsync(tx, actor, owner, project, name, type);
            var version = await InsertAsync(tx, artifact, actor, number, "committed");
            return await Get<MembershipOperations>().AddAsync(tx, actor, artifact, version, aliases ?? []);
        }, default);
        return $"{team}/{Project}/{name}:{added.Version}";
    }

    /// <summary>A version whose files are still being uploaded; returns its <c>wandb-artifact://_id/...</c>.</summary>
    public async Task<string> DraftAsync(string name, Actor by) => await Database.WriteAsync(async tx =>
    {
        var owner = await TeamAccess.RequireAsync(tx, by, Team, Permission.Publish);
        var project = (await ProjectLookup.FindAsync(tx, owner, Project))!;
        var artifact = await Get<CollectionOperations>().EnsureArtifactAsync(tx, by, owner, project, name, "model");
        return (await InsertAsync(tx, artifact, by, Interlocked.Increment(ref _published), "pending")).ToReference();
    }, default);

    public async Task<RegisteredModel> CreateModelAsync(string name, string type = "model") =>
        (await Get<ModelOperations>().CreateAsync(Member, Team, new NewModel { Name = name, Type = type }, default)).Value;

    public async Task<LinkResult> LinkAsync(string model, string source, params string[] aliases) =>
        (await Get<LinkOperations>().LinkAsync(Member, Model(model), source, aliases, default)).Value;

    /// <summary>A registered model with that many versions.</summary>
    public async Task<RegisteredModel> CreateModelWithVersionsAsync(string name, int versions)
    {
        var model = await CreateModelAsync(name);
        for (var i = 0; i < versions; i++)
        {
            await LinkAsync(name, await PublishAsync($"{name}-source"));
        }
        return model;
    }

    /// <summary>The events, oldest first.</summary>
    public async Task<IReadOnlyList<LoggedEvent>> EventsAsync(string? model = null, string team = Team)
    {
        var found = await Get<EventOperations>().ListAfterAsync(Actor.System, team, new EventFilter(null, model), 0, 100_000, default);
        return found.Value;
    }

    /// <summary>
    /// The events since a number of them, each in one line: type, version, alias or tag, and what was before and is after.
    /// </summary>
    public async Task<IReadOnlyList<string>> TellAsync(int skip = 0, string? model = null) =>
        [.. (await EventsAsync(model)).Skip(skip).Select(Tell)];

    public async Task<int> CountEventsAsync() => (await EventsAsync()).Count;

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static string Tell(LoggedEvent happened) => string.Join(' ', new[]
    {
        happened.Type, happened.Version, happened.Alias ?? happened.Tag,
        happened.Before is null && happened.After is null ? null : $"{happened.Before ?? "-"} > {happened.After ?? "-"}",
    }.OfType<string>()).Replace("\"", "", StringComparison.Ordinal);

    private static async Task<ArtifactVersionId> InsertAsync(DatabaseTransaction tx, Collection artifact, Actor actor, int number, string state) =>
        new(await tx.ScalarAsync<long>(
            """
            insert into artifact_versions (team_id, collection_id, state, listed, digest, description, metadata, aliases, size, file_count,
                                           created_at, created_by, touched_at, committed_at)
            values (@team, @collection, @state, @yes, @digest, null, '{"accuracy":0.97}', '[]', 5, 1,
                    slipway_now(), @by, slipway_now(), slipway_now())
            returning id
            """,
            new
            {
                team = artifact.TeamId,
                collection = artifact.Id,
                state,
                yes = true,
                digest = number.ToString("x64", CultureInfo.InvariantCulture),
                by = actor.Name,
            }));

    private static Actor ActorOf(UserId id, string name, (TeamId Team, Role Role)? membership) => new()
    {
        Id = id,
        Name = name,
        Kind = ActorKind.User,
        IsInstanceAdmin = false,
        Memberships = membership is { } held
            ? new Dictionary<TeamId, Role> { [held.Team] = held.Role }
            : new Dictionary<TeamId, Role>(),
    };
}

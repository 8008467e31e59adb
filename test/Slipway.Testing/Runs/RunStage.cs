using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Access.Projects;
using Slipway.Access.Quotas;
using Slipway.Access.Teams;
using Slipway.Access.Users;
using Slipway.Api.Runs;
using Slipway.Events;
using Slipway.Rest;
using Slipway.Runs;
using Slipway.Runs.Lifecycle;
using Slipway.Runs.Records;
using Slipway.Storage;
using Slipway.Storage.Blobs;

namespace Slipway.Testing.Runs;

/// <summary>
/// The operations on runs over a fresh database and a fresh blob folder, with a team <c>acme</c> that has a project
/// <c>iris</c> and one actor of each role.
/// </summary>
public sealed class RunStage : IAsyncDisposable
{
    public const string Team = "acme";
    public const string Project = "iris";

    private readonly TestDatabase _database;
    private readonly TemporaryFolder _folder = new();
    private readonly ServiceProvider _services;
    private readonly MovedTime _time = new();

    private RunStage(TestDatabase database, IServiceCollection services)
    {
        _database = database;
        _services = services.AddLogging().AddMetrics().AddSingleton<TimeProvider>(_time)
            .AddSingleton(database.Database).AddSingleton(database.Signal).AddSingleton<IBlobStore>(new FileBlobStore(_folder.Path))
            .BuildServiceProvider();
    }

    public Database Database => _database.Database;

    public Actor Member { get; private set; } = null!;

    public Actor Viewer { get; private set; } = null!;

    /// <summary>Belongs to no team.</summary>
    public Actor Stranger { get; private set; } = null!;

    public ProjectPlace Place { get; private set; } = null!;

    /// <summary>How many blobs are stored.</summary>
    public int StoredBlobs => Directory.EnumerateFiles(_folder["blobs"], "*", SearchOption.AllDirectories).Count();

    /// <summary>How many uploads are staged.</summary>
    public int StagedUploads => Directory.EnumerateFiles(_folder["uploads"]).Count();

    public static async Task<RunStage> CreateAsync(TestEngine engine = TestEngine.Sqlite, QuotaOptions? quotas = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(quotas ?? new QuotaOptions());
        services.AddRest().AddAccess().AddEvents().AddRuns();
        var stage = new RunStage(await TestDatabase.CreateAsync(engine, services), services);
        var user = (await stage.Get<UserOperations>().CreateAsync(Actor.System, new NewUser("ann", null, null), default)).Value;
        stage.Stranger = ActorOf(user.Id, "ann", null);
        var team = (await stage.Get<TeamOperations>().CreateAsync(stage.Stranger, Team, default)).Value.Id;
        stage.Member = ActorOf(user.Id, "max", (team, Role.Member));
        stage.Viewer = ActorOf(user.Id, "vic", (team, Role.Viewer));
        _ = (await stage.Get<ProjectOperations>().CreateAsync(stage.Member, Team, Project, default)).Value;
        stage.Place = await stage.Database.ReadAsync(
            session => ProjectAccess.RequireAsync(session, stage.Member, Team, Project, Permission.Publish), default);
        return stage;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static RunAddress Address(string run) => new(Team, Project, run);

    public static JsonElement Json(string text) => JsonElement.Parse(text);

    /// <summary>Starts a run of that id.</summary>
    public async Task<Run> StartAsync(string id, CreateRunRequest? request = null) =>
        (await Get<RunOperations>().CreateAsync(Member, Team, Project, (request ?? new CreateRunRequest()) with { Id = id }, default)).Value.Detail.Run;

    /// <summary>Prepares a run as a queue item does.</summary>
    public Task<PreparedRun> PrepareAsync(string? config = null, long item = 7) => Database.WriteAsync(async tx =>
    {
        var run = await RunLifecycle.PrepareAsync(tx, new LaunchedRun
        {
            Team = Place.Team,
            Project = Place.Project,
            Config = config,
            Queue = "gpu",
            Job = "acme/iris/train:v0",
            Automation = "retrain",
            Event = 12,
            Depth = 1,
            By = "ann",
        });
        await RunLifecycle.NoteItemAsync(tx, run.Id, item);
        return run;
    }, default);

    /// <summary>The key of a job in the project.</summary>
    public Actor JobOf(RunId run, params long[] versions) => new()
    {
        Id = new UserId(0),
        Name = "job of ann",
        Kind = ActorKind.Job,
        IsInstanceAdmin = false,
        Memberships = new Dictionary<TeamId, Role>(),
        CauseDepth = 1,
        Limits = new ActorLimits
        {
            TeamId = Place.Team.Id,
            ProjectId = Place.Project.Id,
            Run = run.Value,
            ArtifactVersions = versions.ToHashSet(),
        },
    };

    public async Task<Run> GetAsync(string run) => (await Get<RunOperations>().GetAsync(Member, Address(run), default)).Value.Run;

    /// <summary>The events of runs so far, each as <c>RUN_STATE run before &gt; after</c>.</summary>
    public async Task<IReadOnlyList<string>> TellAsync()
    {
        var events = (await Get<EventOperations>().ListAfterAsync(Actor.System, Team, new EventFilter(null, null), 0, 10_000, default)).Value;
        return [.. events.Select(happened =>
            $"{happened.Type} {happened.Run} {happened.Before ?? "-"} > {happened.After ?? "-"}".Replace("\"", "", StringComparison.Ordinal))];
    }

    /// <summary>Lets time pass for the server and for the database.</summary>
    public void Pass(TimeSpan span)
    {
        _time.Shift += span;
        Database.ClockOffset += span;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    private static Actor ActorOf(UserId id, string name, (TeamId Team, Role Role)? membership) => new()
    {
        Id = id,
        Name = name,
        Kind = ActorKind.User,
        IsInstanceAdmin = false,
        Memberships = membership is { } held ? new Dictionary<TeamId, Role> { [held.Team] = held.Role } : [],
    };
}

using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Api.Jobs;
using Slipway.Api.Queues;
using Slipway.Events;
using Slipway.Launch;
using Slipway.Launch.Items;
using Slipway.Launch.Jobs;
using Slipway.Launch.Queues;
using Slipway.Registry;
using Slipway.Registry.Artifacts;
using Slipway.Registry.Collections;
using Slipway.Rest;
using Slipway.Runs;
using Slipway.Storage;
using Slipway.Storage.Blobs;

namespace Slipway.Testing.Launch;

/// <summary>
/// The operations of Launch over a fresh database and a fresh blob folder: a team <c>vision</c> with a project <c>iris</c>,
/// one actor of each role, and whatever queues, jobs and agents a test makes. No worker runs by itself.
/// </summary>
public sealed class LaunchStage : IAsyncDisposable
{
    public const string Team = "vision";
    public const string Project = "iris";

    private readonly TestDatabase _database;
    private readonly TemporaryFolder _folder = new();
    private readonly MovedTime _time = new();
    private readonly ServiceProvider _services;

    private LaunchStage(TestDatabase database, IServiceCollection services)
    {
        _database = database;
        services.AddLogging().AddMetrics();
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton(new PublicAddress(new Uri("https://slipway.test")));
        services.AddSingleton(database.Database);
        services.AddSingleton(database.Signal);
        services.AddSingleton<IBlobStore>(new FileBlobStore(_folder.Path));
        services.AddSingleton<ServerInstance>();
        _services = services.BuildServiceProvider();
    }

    public Database Database => _database.Database;

    public WakeSignal Signal => _database.Signal;

    public Actor Admin { get; private set; } = null!;

    public Actor Member { get; private set; } = null!;

    public Actor Viewer { get; private set; } = null!;

    /// <summary>Another member.</summary>
    public Actor Colleague { get; private set; } = null!;

    public static async Task<LaunchStage> CreateAsync(TestEngine engine = TestEngine.Sqlite)
    {
        var services = new ServiceCollection();
        services.AddRest().AddAccess().AddEvents().AddRuns().AddRegistry().AddLaunch();
        var stage = new LaunchStage(await TestDatabase.CreateAsync(engine, services), services);
        var team = await stage.FoundAsync(Team);
        stage.Admin = ActorOf(101, "ann", team, Role.Admin);
        stage.Member = ActorOf(102, "max", team, Role.Member);
        stage.Colleague = ActorOf(103, "cleo", team, Role.Member);
        stage.Viewer = ActorOf(104, "vic", team, Role.Viewer);
        return stage;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A member of a further team, which has a project <c>iris</c> too.</summary>
    public async Task<Actor> FoundTeamAsync(string name) => ActorOf(200, "tom", await FoundAsync(name), Role.Admin);

    public Task<QueueStanding> QueueAsync(string name = "cpu", Func<QueueSettings, QueueSettings>? with = null) =>
        QueueAsync(new QueueSettings { Name = name, Resource = QueueResource.Process }, with);

    public async Task<QueueStanding> QueueAsync(QueueSettings draft, Func<QueueSettings, QueueSettings>? with = null) =>
        (await Get<QueueOperations>().CreateAsync(Admin, Team, with is null ? draft : with(draft), default)).Value;

    /// <summary>Publishes small files; returns <c>team/project/name:v0</c>.</summary>
    public async Task<string> PublishAsync(string name, string type = "model", string content = "weights", string team = Team, Actor? by = null)
    {
        var published = await Get<InlinePublication>().PublishAsync(by ?? Member, CollectionAddress.OfArtifact(team, Project, name), type, null, null,
            new Dictionary<string, byte[]> { ["file.txt"] = Encoding.UTF8.GetBytes(content) }, default);
        return $"{team}/{Project}/{name}:{published.Value.Version}";
    }

    /// <summary>A job of code; returns <c>vision/iris/name</c>.</summary>
    /// <param name="inputs">JSON Schema as text; null for none.</param>
    public async Task<string> JobAsync(string name = "train", string? inputs = null)
    {
        var code = await PublishAsync(name + "-code", "code", "print(1)");
        return await JobAsync(name, new JobSourceBody { Type = JobSources.Artifact, Artifact = code, EntryPoint = ["python", "train.py"], Args = ["--fast"] }, inputs);
    }

    public async Task<string> JobAsync(string name, JobSourceBody source, string? inputs = null)
    {
        _ = (await Get<JobOperations>().CreateAsync(Member, Team, Project,
            new CreateJobRequest { Name = name, Source = source, Inputs = inputs is null ? null : JsonElement.Parse(inputs) }, default)).Value;
        return $"{Team}/{Project}/{name}";
    }

    /// <summary>Queues an item of job <c>vision/iris/train</c>.</summary>
    public Task<Outcome<ItemStanding>> TryEnqueueAsync(string queue = "cpu", Func<EnqueueItemRequest, EnqueueItemRequest>? with = null, Actor? by = null)
    {
        var request = new EnqueueItemRequest { Job = $"{Team}/{Project}/train", Project = Project };
        return Get<ItemOperations>().EnqueueAsync(by ?? Member, Team, queue, with is null ? request : with(request), default);
    }

    public async Task<Item> EnqueueAsync(string queue = "cpu", Func<EnqueueItemRequest, EnqueueItemRequest>? with = null, Actor? by = null) =>
        (await TryEnqueueAsync(queue, with, by)).Value.Item;

    /// <summary>A live agent, as its own side would have noted it; returns its number.</summary>
    public Task<long> AgentAsync(string name = "box", string queues = """["cpu"]""", string runners = """["process"]""", string labels = "[]", int slots = 1) =>
        Database.WriteAsync(tx => tx.ScalarAsync<long>(
            """
            insert into agents (team_id, team_name, name, public_key, labels, runners, queues, slots, draining, stop_requested, last_seen_at, created_at)
            values (@team, @teamName, @name, '', @labels, @runners, @queues, @slots, @no, @no, slipway_now(), slipway_now()) returning id
            """,
            new { team = Admin.Memberships.Keys.Single(), teamName = Team, name, labels, runners, queues, slots, no = false }), default);

    /// <summary>Lets an agent have the item, as its own side would have noted it.</summary>
    public Task RunAsync(ItemId item, long agent) => Database.WriteAsync(async tx =>
    {
        var attempt = await tx.ScalarAsync<long>(
            """
            insert into item_attempts (item_id, queue_id, agent_id, number, state, request_hash, lease_until, start_until, key_id, log_end, claimed_at,
                                       started_at, running_at)
            select id, queue_id, @agent, 1, 'running', '', slipway_now() + 60000000, slipway_now(), 0, 0, slipway_now(), slipway_now(), slipway_now()
            from queue_items where id = @item returning id
            """, new { item, agent });
        await tx.ExecuteAsync(
            """
            update queue_items set state = 'running', attempt_id = @attempt, attempts = 1, claimed_at = slipway_now(), started_at = slipway_now(),
                agent_name = (select name from agents where id = @agent)
            where id = @item
            """, new { item, attempt, agent });
    }, default);

    /// <summary>Ends the item, as its agent's side would have.</summary>
    public Task EndAsync(ItemId item, string state) => Database.WriteAsync(tx => tx.ExecuteAsync(
        "update queue_items set state = @state, ended_at = slipway_now(), reason = 'exit: it said so' where id = @item", new { item, state }), default);

    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? args = null) => Database.ReadAsync(session => session.QueryAsync<T>(sql, args), default);

    /// <summary>Lets time pass for the server; the database's clock has its own <see cref="Database.ClockOffset"/>.</summary>
    public void Pass(TimeSpan span) => _time.Shift += span;

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<TeamId> FoundAsync(string team) => new(await Database.WriteAsync(async tx =>
    {
        var made = await tx.ScalarAsync<long>("insert into teams (name, created_at, created_by) values (@team, 0, 1) returning id", new { team });
        foreach (var project in new[] { Project, RegistryNames.DefaultRegistry })
        {
            await tx.ExecuteAsync("insert into projects (team_id, name, created_at, created_by) values (@made, @project, 0, 1)", new { made, project });
        }
        return made;
    }, default));

    private static Actor ActorOf(long id, string name, TeamId team, Role role) => new()
    {
        Id = new UserId(id),
        Name = name,
        Kind = ActorKind.User,
        IsInstanceAdmin = false,
        Memberships = new Dictionary<TeamId, Role> { [team] = role },
    };
}

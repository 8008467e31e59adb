using System.Text;
using Slipway.Api.Automations;
using Slipway.Api.Clients;
using Slipway.Api.Jobs;
using Slipway.Api.Queues;
using Slipway.Api.Runs;
using Slipway.Api.Transfers;
using Slipway.ServerTests.Scenes;
using Slipway.Testing;
using Slipway.Testing.Launch;
using Slipway.Testing.Scenes;

namespace Slipway.ServerTests.Automations;

/// <summary>A team with a queue <c>cpu</c> and a job <c>evaluate</c>, and an agent that runs nothing by itself.</summary>
internal sealed class LaunchScene : IDisposable
{
    public const string Queue = "cpu";
    public const string Project = AliasScene.Project;

    private readonly HttpClient _http = SlipwayClient.NewHttpClient();

    private LaunchScene(TeamScene team) => Team = team;

    public TeamScene Team { get; }

    public SlipwayClient Admin => Team.Admin;

    public string Name => Team.Name;

    public string Job => $"{Name}/{Project}/evaluate";

    public static async Task<LaunchScene> SetUpAsync(TeamScene team, CancellationToken ct)
    {
        var scene = new LaunchScene(team);
        await scene.Admin.Queues.CreateAsync(team.Name, new QueueSettings { Name = Queue, Resource = QueueResource.Process }, ct);
        await scene.MakeJobAsync("first", ct);
        return scene;
    }

    /// <summary>The next version of the job.</summary>
    public async Task MakeJobAsync(string argument, CancellationToken ct)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["evaluate.sh"], "true", Encoding.UTF8, ct);
        var plan = new PublishPlan { Type = "code", Files = LocalFile.Find([folder["evaluate.sh"]]) };
        await Admin.Artifacts.PublishAsync(Name, Project, "code", plan, new TransferOptions(), ct);
        await Admin.Jobs.CreateAsync(Name, Project, new CreateJobRequest
        {
            Name = "evaluate",
            Source = new JobSourceBody { Type = JobSources.Artifact, Artifact = $"{Name}/{Project}/code:v0", EntryPoint = ["bash", "evaluate.sh"], Args = [argument] },
        }, ct);
    }

    public Task<ProtocolAgent> StartAgentAsync(CancellationToken ct) => ProtocolAgent.StartAsync(Team.Server, Admin, Name, _http, ct, Queue);

    /// <summary>An automation that launches the job.</summary>
    public AutomationSettings Automation(string name, AutomationScope? scope, AutomationEvent happening, string? overrides = null) => new()
    {
        Name = name,
        Scope = scope,
        Event = happening,
        Action = new LaunchAction
        {
            Queue = Queue,
            Job = Job,
            Project = Project,
            Overrides = overrides,
        },
    };

    public Task<AutomationResponse> AddAsync(AutomationSettings automation, CancellationToken ct) => Admin.Automations.CreateAsync(Name, automation, ct);

    /// <summary>The only execution of an automation, once it is in that state.</summary>
    public Task<ExecutionResponse> ExecutionAsync(string automation, string state, CancellationToken ct) => Eventually.FindAsync(async () =>
    {
        var executions = await Admin.Automations.ListExecutionsAsync(Name, automation, null, 500, ct).ToListAsync(ct);
        return executions.SingleOrDefault() is { } only && only.State == state && (state != ExecutionStates.Pending || only.Item is not null) ? only : null;
    }, $"an execution of {automation} in state {state}", ct);

    /// <summary>A run of a person's.</summary>
    public Task<RunResponse> StartRunAsync(string name, CancellationToken ct) =>
        Admin.Runs.CreateAsync(Name, Project, new CreateRunRequest { Name = name }, ct);

    public async Task<RunResponse> RunOfAsync(ExecutionResponse execution, CancellationToken ct) =>
        await Admin.Runs.GetAsync(Name, Project, execution.Run!.Split('/')[^1], ct);

    public void Dispose() => _http.Dispose();
}

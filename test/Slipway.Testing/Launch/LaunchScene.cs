using System.Text.Json;
using Slipway.Api.Agents;
using Slipway.Api.Clients;
using Slipway.Api.Jobs;
using Slipway.Api.Queues;
using Slipway.Api.Transfers;

namespace Slipway.Testing.Launch;

/// <summary>A team of a running server with a project <c>iris</c>, queues, and jobs that are shell scripts, all over HTTP.</summary>
public sealed class LaunchScene
{
    private LaunchScene(SlipwayClient admin, string team)
    {
        Admin = admin;
        Team = team;
    }

    public const string Project = "iris";

    public SlipwayClient Admin { get; }

    public string Team { get; }

    /// <summary>Makes the team with a queue <c>cpu</c>.</summary>
    /// <param name="with">Changes the queue; null leaves it.</param>
    public static async Task<LaunchScene> SetUpAsync(
        SlipwayClient admin, string team, CancellationToken ct, Func<QueueSettings, QueueSettings>? with = null)
    {
        var scene = new LaunchScene(admin, team);
        await admin.Access.CreateTeamAsync(team, ct);
        await admin.Access.CreateProjectAsync(team, Project, ct);
        await scene.AddQueueAsync("cpu", ct, with);
        return scene;
    }

    public Task<QueueResponse> AddQueueAsync(string name, CancellationToken ct, Func<QueueSettings, QueueSettings>? with = null)
    {
        var queue = new QueueSettings { Name = name, Resource = QueueResource.Process };
        return Admin.Queues.CreateAsync(Team, with is null ? queue : with(queue), ct);
    }

    /// <summary>A job that runs a script with <c>sh</c>.</summary>
    public async Task AddJobAsync(string name, string script, CancellationToken ct, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var path = folder["job.sh"];
        await File.WriteAllTextAsync(path, script, ct);
        var code = await Admin.Artifacts.PublishAsync(Team, Project, name + "-code",
            new PublishPlan { Type = "code", Files = [new LocalFile { Path = "job.sh", FullName = path, Size = new FileInfo(path).Length }] },
            new TransferOptions(), ct);
        await Admin.Jobs.CreateAsync(Team, Project, new CreateJobRequest
        {
            Name = name,
            Source = new JobSourceBody
            {
                Type = JobSources.Artifact,
                Artifact = $"{Team}/{Project}/{name}-code:{code.Version}",
                EntryPoint = ["sh", "job.sh"],
                Args = arguments,
            },
        }, ct);
    }

    /// <summary>Puts a job on a queue.</summary>
    /// <param name="config">JSON; null for none.</param>
    public Task<ItemResponse> EnqueueAsync(
        string job, CancellationToken ct, string queue = "cpu", int? priority = null, string? config = null, string? dedupeKey = null) =>
        Admin.Queues.EnqueueAsync(Team, queue, new EnqueueItemRequest
        {
            Job = $"{Team}/{Project}/{job}",
            Project = Project,
            Priority = priority,
            DedupeKey = dedupeKey,
            Overrides = config is null ? null : new OverridesBody { RunConfig = JsonElement.Parse(config) },
        }, ct);

    public async Task<string> TokenAsync(CancellationToken ct) =>
        (await Admin.Agents.CreateTokenAsync(Team, new CreateAgentTokenRequest { Reusable = true }, ct)).Token;

    public Task<ItemDetailResponse> ItemAsync(string id, CancellationToken ct) => Admin.Queues.GetItemAsync(Team, id, ct);

    /// <summary>Waits until the item is in one of these states.</summary>
    public Task<ItemDetailResponse> StateAsync(string id, CancellationToken ct, params string[] states) =>
        Eventually.FindAsync(async () => await ItemAsync(id, ct) is var item && states.Contains(item.State) ? item : null, $"item {id} {string.Join(" or ", states)}", ct);

    /// <summary>What a run has printed so far.</summary>
    public async Task<string> LogAsync(string run, CancellationToken ct)
    {
        using var answer = await Admin.Runs.OpenLogAsync(Team, Project, run, 0, null, follow: false, ct);
        return await answer.Content.ReadAsStringAsync(ct);
    }
}

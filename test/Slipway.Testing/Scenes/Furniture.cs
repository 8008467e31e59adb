using System.Text;
using System.Text.Json;
using Slipway.Api.Clients;
using Slipway.Api.Runs;
using Slipway.Testing.Launch;

namespace Slipway.Testing.Scenes;

/// <summary>
/// Something of everything: a team with a model that was deployed, and a team with a queue, an item and a run that wrote
/// a log, values and files.
/// </summary>
public static class Furniture
{
    /// <summary>The run of the second team's project.</summary>
    public const string Run = "first-light";

    /// <summary>The pages that then have something to show.</summary>
    public static IReadOnlyList<string> Pages { get; } =
    [
        "/",
        "/account",
        "/teams/vision/registry",
        "/teams/vision/registry/Iris",
        "/teams/vision/registry/Iris/v1",
        "/teams/vision/registry/Iris/compare?a=v0&b=v1",
        "/teams/vision/automations",
        "/teams/vision/automations/new",
        "/teams/vision/automations/deploy",
        "/teams/vision/automations/deploy/edit",
        "/teams/vision/settings",
        "/teams/vision/settings/secrets",
        "/teams/vision/settings/webhooks",
        "/teams/vision/settings/webhooks/ci/deliveries",
        "/teams/vision/settings/service-accounts",
        "/teams/vision/settings/protected-aliases",
        "/teams/vision/settings/audit",
        "/teams/vision/search?q=iris",
        "/teams/vision/projects",
        "/vision/lab/artifacts",
        "/vision/lab/artifacts/classifier",
        "/vision/lab/artifacts/classifier/v0",
        "/teams/compute/launch",
        "/teams/compute/launch/agents",
        "/teams/compute/launch/queues/cpu",
        "/teams/compute/launch/queues/cpu/monitor",
        "/teams/compute/launch/queues/cpu/agents",
        "/teams/compute/launch/queues/cpu/config",
        "/compute/iris/runs",
        $"/compute/iris/runs/{Run}",
        $"/compute/iris/runs/{Run}/logs",
        $"/compute/iris/runs/{Run}/charts",
        $"/compute/iris/runs/{Run}/files",
        "/compute/iris/jobs",
        "/teams/compute/launch/items/1",
        "/teams/vision/automations/deploy/executions/1",
        "/teams/vision/deliveries/1",
        "/teams/vision/events/1",
    ];

    /// <summary>Puts it into a fresh server.</summary>
    public static async Task PutAsync(SlipwayClient admin, Receiver ci, CancellationToken ct)
    {
        var scene = await AliasScene.SetUpAsync(admin, ci.Url + "/hook", "^production$", ct);
        await scene.MoveAliasAsync("production", "v1", ct);
        await ci.WaitForAsync(1);
        var launch = await LaunchScene.SetUpAsync(admin, "compute", ct);
        await launch.AddJobAsync("train", "echo hello", ct);
        await launch.EnqueueAsync("train", ct, config: """{"epochs":3}""");
        await RunAsync(admin, ct);
    }

    private static async Task RunAsync(SlipwayClient admin, CancellationToken ct)
    {
        await admin.Runs.CreateAsync("compute", LaunchScene.Project, new CreateRunRequest
        {
            Id = Run,
            Name = "First light",
            Config = JsonElement.Parse("""{"optimizer":{"name":"adam","lr":0.001},"epochs":30}"""),
            Tags = ["baseline"],
            Notes = "The first run that **ended**.",
        }, ct);
        await admin.Runs.AppendHistoryAsync("compute", LaunchScene.Project, Run,
            [.. Enumerable.Range(1, 30).Select(step => JsonSerializer.SerializeToElement(new { loss = 1.0 / step, accuracy = 1 - (0.5 / step) }))], ct);
        await admin.Runs.AppendLogAsync("compute", LaunchScene.Project, Run, null, Encoding.UTF8.GetBytes("epoch 1\nepoch 2\n\u001b[32mdone\u001b[0m\n"), ct);
        using var file = new MemoryStream(Encoding.UTF8.GetBytes("""{"accuracy":0.97}"""));
        await admin.Runs.PutFileAsync("compute", LaunchScene.Project, Run, "reports/scores.json", file, ct);
        await admin.Runs.FinishAsync("compute", LaunchScene.Project, Run, 0, ct);
    }
}

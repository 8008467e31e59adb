using Slipway.Api.Clients;
using Slipway.Testing;
using Slipway.Testing.Launch;
using Slipway.Testing.Scenes;

namespace Slipway.WebTests.Scenes;

/// <summary>Something of everything: a team with a model that was deployed, and a team with a queue and an item.</summary>
internal static class Furniture
{
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
        "/compute/iris/jobs",
        "/teams/compute/launch/items/1",
        "/teams/vision/automations/deploy/executions/1",
        "/teams/vision/deliveries/1",
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
    }
}

using Slipway.Testing;
using Slipway.Testing.Launch;
using Slipway.Testing.Scenes;
using Slipway.WebTests.Scenes;

namespace Slipway.WebTests.Safety;

/// <summary>Every page, as it looks with something on it.</summary>
public sealed class EveryPageTests(Browsers browsers) : WebScene(browsers)
{
    private static readonly string[] Pages =
    [
        "/",
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
    ];

    private Receiver _ci = null!;

    protected override string[] Options => ["--egress-allow", _ci.HostAndPort];

    public override async ValueTask InitializeAsync()
    {
        _ci = await Receiver.StartAsync();
        await base.InitializeAsync();
    }

    protected override async Task FurnishAsync()
    {
        var scene = await AliasScene.SetUpAsync(Server.Admin, _ci.Url + "/hook", "^production$", Ct);
        await scene.MoveAliasAsync("production", "v1", Ct);
        await _ci.WaitForAsync(1);
        var launch = await LaunchScene.SetUpAsync(Server.Admin, "compute", Ct);
        await launch.AddJobAsync("train", "echo hello", Ct);
        await launch.EnqueueAsync("train", Ct, config: """{"epochs":3}""");
    }

    protected override async Task LeaveAsync() => await _ci.DisposeAsync();

    [Fact]
    public async Task Every_page_reads_well_in_both_themes_and_on_a_phone()
    {
        var wrong = new List<string>();
        foreach (var address in Pages)
        {
            await Admin.GoAsync(address);
            try
            {
                await Screens.LookAsync(Admin, address.Split('?')[0].Trim('/').Replace('/', '-') is { Length: > 0 } name ? name : "home");
            }
            catch (Xunit.Sdk.XunitException found)
            {
                wrong.Add(found.Message);
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }
}

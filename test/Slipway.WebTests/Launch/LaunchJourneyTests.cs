using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Slipway.Testing;
using Slipway.Testing.Launch;
using Slipway.WebTests.Scenes;

namespace Slipway.WebTests.Launch;

/// <summary>A job on a real agent, started and watched in a browser.</summary>
public sealed class LaunchJourneyTests(Browsers browsers) : WebScene(browsers)
{
    private const string Team = "compute";
    private readonly TemporaryFolder _marks = new();
    private LaunchScene _scene = null!;
    private AgentProcess? _agent;

    protected override async Task FurnishAsync()
    {
        _scene = await LaunchScene.SetUpAsync(Server.Admin, Team, Ct);
        await _scene.AddJobAsync("train", $"echo begun; while [ ! -e {_marks["go"]} ]; do sleep 0.05; done; echo over", Ct);
    }

    protected override async Task LeaveAsync()
    {
        if (_agent is not null)
        {
            await _agent.DisposeAsync();
        }

        _marks.Dispose();
    }

    [Fact]
    public async Task M16_M17_a_job_is_launched_and_its_log_is_seen_as_it_grows()
    {
        await StartAgentAsync();
        await LaunchAsync();
        await Assertions.Expect(Admin.Page.GetByText("Running").First).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Assertions.Expect(Admin.Page.GetByText("begun").First).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Screens.LookAsync(Admin, "item");

        await File.WriteAllTextAsync(_marks["go"], "", Ct);
        await Assertions.Expect(Admin.Page.GetByText("Succeeded").First).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Assertions.Expect(Admin.Page.GetByText("over").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task M16_a_running_job_is_cancelled()
    {
        await StartAgentAsync();
        await LaunchAsync();
        await Assertions.Expect(Admin.Page.GetByText("begun").First).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Admin.Button("Cancel").First.ClickAsync();
        await Admin.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button).Last.ClickAsync();
        await Assertions.Expect(Admin.Page.GetByText("Cancelled").First).ToBeVisibleAsync(new() { Timeout = 30_000 });
    }

    [Fact]
    public async Task M16_an_item_of_a_paused_queue_says_why_it_waits()
    {
        await Admin.GoAsync($"/teams/{Team}/launch/queues/cpu");
        await Admin.Button("Pause").First.ClickAsync();
        await Assertions.Expect(Admin.Button("Resume").First).ToBeVisibleAsync();
        await LaunchAsync();
        await Assertions.Expect(Admin.Page.GetByText(new Regex("paused")).First).ToBeVisibleAsync();
    }

    private async Task LaunchAsync()
    {
        await Admin.GoAsync($"/{Team}/{LaunchScene.Project}/jobs");
        await Admin.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Launch") }).First.ClickAsync();
        await Admin.Button("Launch now").ClickAsync();
        await Admin.Page.WaitForURLAsync(new Regex("/launch/items/"));
    }

    private async Task StartAgentAsync()
    {
        _agent = await AgentProcess.RegisterAsync(Server.Url, await _scene.TokenAsync(Ct), "box", null, Ct);
        await _agent.StartAsync(["--queue", "cpu"], Ct);
    }
}

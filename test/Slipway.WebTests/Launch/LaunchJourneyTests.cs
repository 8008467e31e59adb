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
    public async Task M11_M16_M17_an_automation_that_runs_a_job_is_made_and_watched()
    {
        await AddModelAsync(Team, LaunchScene.Project);
        await StartAgentAsync();

        await Admin.GoAsync($"/teams/{Team}/automations/new");
        await Admin.Field("Event type").SelectOptionAsync("An alias is added to a version");
        await Admin.Field("Registered model").SelectOptionAsync("Iris");
        await Admin.Page.GetByLabel("Alias regex").FillAsync("^staging$");
        await Admin.Page.GetByRole(AriaRole.Radio, new() { NameRegex = new Regex("^Jobs") }).CheckAsync();
        await Admin.Button("Next step").ClickAsync();
        await Admin.Field("Job").SelectOptionAsync($"{Team}/{LaunchScene.Project}/train");
        await Admin.Page.GetByLabel("Overrides").FillAsync("""{"run_config": {"model": "${artifact_version_string}"}}""");
        await Admin.Field("Destination project").SelectOptionAsync(LaunchScene.Project);
        await Admin.Field("Queue").SelectOptionAsync("cpu");
        await Screens.LookAsync(Admin, "automation-job");
        await Admin.Button("Next step").ClickAsync();
        await Admin.Field("Automation name").FillAsync("evaluate");
        await Admin.Button("Create automation").ClickAsync();
        await Assertions.Expect(Admin.Heading("evaluate")).ToBeVisibleAsync();

        var watcher = await ComeAsync();
        await watcher.SignInAsync("admin", AdminPassword);
        await watcher.GoAsync($"/teams/{Team}/automations/evaluate");
        await Server.Admin.Registry.MoveAliasAsync(Team, "Iris", "staging", "v0", Ct);
        await Admin.Link("1").ClickAsync();
        await Assertions.Expect(Admin.Link("Item 1")).ToBeVisibleAsync();
        await Screens.LookAsync(Admin, "execution-of-a-job");
        await Admin.Link("Item 1").ClickAsync();
        await Assertions.Expect(Admin.Page.GetByText("begun").First).ToBeVisibleAsync();
        await File.WriteAllTextAsync(_marks["go"], "", Ct);
        await Assertions.Expect(Admin.Page.GetByText("Succeeded").First).ToBeVisibleAsync();
        // Whoever watched the automation sees it without doing anything.
        await Assertions.Expect(watcher.Row("Finished").First).ToBeVisibleAsync();

        // What the event carried arrived in the job's run.
        var run = await Server.Admin.Queues.GetItemAsync(Team, "1", Ct);
        await Admin.GoAsync($"/{Team}/{LaunchScene.Project}/runs/{run.Run!.Split('/')[^1]}");
        await Assertions.Expect(Admin.Page.GetByText("classifier:v0").Or(Admin.Page.GetByText("Iris:v0")).First).ToBeVisibleAsync();
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
    public async Task S_M5_a_token_is_made_for_one_queue_and_tokens_and_agents_are_taken_back()
    {
        await StartAgentAsync();
        await Admin.GoAsync($"/teams/{Team}/launch/agents");
        await Admin.Button("New agent token").ClickAsync();
        await Admin.Page.GetByLabel("Agent's name").FillAsync("rack-3");
        await Admin.Page.GetByRole(AriaRole.Textbox, new() { Name = "Queue" }).FillAsync("cpu");
        await Admin.Button("Make token").ClickAsync();
        await Assertions.Expect(Admin.Page.GetByText("serves cpu and no other queue")).ToBeVisibleAsync();
        await Admin.Button("Done").ClickAsync();

        var token = (await Server.Admin.Agents.ListTokensAsync(Team, 50, Ct).ToListAsync(Ct)).First(one => !one.Reusable);
        Assert.Equal(["cpu"], token.Queues!);
        await Screens.LookAsync(Admin, "agents");
        await Admin.Button($"Revoke token {token.Id}").ClickAsync();
        await Admin.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button).Last.ClickAsync();
        await Assertions.Expect(Admin.Button($"Revoke token {token.Id}")).ToHaveCountAsync(0);

        await Admin.Button("Revoke agent box").ClickAsync();
        await Admin.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button).Last.ClickAsync();
        await Assertions.Expect(Admin.Button("Revoke agent box")).ToHaveCountAsync(0);
        Assert.Equal(1, await _agent!.ExitAsync());
        Assert.DoesNotContain(await Server.Admin.Agents.ListAsync(Team, 50, Ct).ToListAsync(Ct), agent => agent.Name == "box");
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

    [Fact]
    public async Task M16_the_note_of_a_paused_queue_stands_where_the_pause_is()
    {
        await Admin.GoAsync($"/teams/{Team}/launch/queues/cpu/config");
        await Admin.Page.Locator("#queue-note").FillAsync("Moving racks until Monday; ask Ada.");
        await Admin.Button("Save config").ClickAsync();
        await Assertions.Expect(Admin.Page.GetByText("The queue was saved.")).ToBeVisibleAsync();
        await Assertions.Expect(Admin.Page.GetByText("Paused: Moving racks")).ToHaveCountAsync(0);

        await Admin.Button("Pause").First.ClickAsync();

        await Assertions.Expect(Admin.Page.GetByText("Paused: Moving racks until Monday; ask Ada.")).ToBeVisibleAsync();
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

using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Slipway.Api.Runs;
using Slipway.Testing;
using Slipway.Testing.Launch;
using Slipway.Testing.Scenes;
using Slipway.Web.Parts;
using Slipway.WebTests.Scenes;

namespace Slipway.WebTests.Runs;

/// <summary>A run that ended, looked at from all its sides.</summary>
public sealed class RunJourneyTests(Browsers browsers) : FurnishedScene(browsers)
{
    private const string Runs = $"/compute/{LaunchScene.Project}/runs";

    [Fact]
    public async Task M17_a_run_shows_its_config_log_charts_and_files()
    {
        await Admin.GoAsync(Runs);
        await Admin.Link("First light").ClickAsync();
        await Assertions.Expect(Admin.Page.GetByText("adam").First).ToBeVisibleAsync();

        await Admin.Link("Logs").ClickAsync();
        await Assertions.Expect(Admin.Page.GetByText("epoch 2").First).ToBeVisibleAsync();
        Assert.DoesNotContain("[32m", await Admin.Page.Locator("body").InnerTextAsync(), StringComparison.Ordinal);

        await Admin.Link("Charts").ClickAsync();
        await Assertions.Expect(Admin.Page.GetByRole(AriaRole.Region, new() { Name = "loss" })).ToBeVisibleAsync();
        await Admin.Field("From step").FillAsync("10");
        await Admin.Button("Zoom").ClickAsync();
        await Assertions.Expect(Admin.Link("All steps")).ToBeVisibleAsync();
        await Admin.Link("All steps").ClickAsync();
        await Assertions.Expect(Admin.Link("All steps")).ToHaveCountAsync(0);
        await ReadAndZoomAsync(Admin.Page.GetByRole(AriaRole.Region, new() { Name = "loss" }).GetByRole(AriaRole.Img));

        await Admin.Link("Files").ClickAsync();
        var download = await Admin.Page.RunAndWaitForDownloadAsync(() => Admin.Link("reports/scores.json").ClickAsync());
        Assert.Equal("""{"accuracy":0.97}""", await File.ReadAllTextAsync(await download.PathAsync(), Ct));
    }

    [Fact]
    public async Task F_9_bars_wide_characters_and_colours_read_as_in_a_terminal_while_the_log_grows()
    {
        var run = await Server.Admin.Runs.CreateAsync("compute", LaunchScene.Project, new CreateRunRequest { Name = "Bars" }, Ct);
        long end = 0;
        async Task WriteAsync(string text) =>
            end = await Server.Admin.Runs.AppendLogAsync("compute", LaunchScene.Project, run.Id, end, Encoding.UTF8.GetBytes(text), Ct);
        await WriteAsync(string.Concat(Enumerable.Range(0, 1_000).Select(i => $"\r{i,4}% ████")));
        await Admin.GoAsync($"{Runs}/{run.Id}/logs");
        var log = Admin.Page.GetByRole(AriaRole.Region, new() { Name = "Console log" });
        await Assertions.Expect(log).ToHaveTextAsync(" 999% ████", new() { UseInnerText = true });

        await WriteAsync(string.Concat(Enumerable.Range(1_000, 1_000).Select(i => $"\r{i,4}% ████")));
        await Assertions.Expect(log).ToHaveTextAsync("1999% ████", new() { UseInnerText = true });
        await WriteAsync($"\n{new string('€', 60_000)}\n{string.Concat(Enumerable.Repeat("\x1b[31mA\x1b[0m", 4_000))}\nthe end");
        await Assertions.Expect(log).ToContainTextAsync("the end");
        Assert.Equal($"1999% ████\n{new string('€', 60_000)}\n{new string('A', 4_000)}\nthe end", await log.EvaluateAsync<string>("log => log.textContent"));
        await Screens.LookAsync(Admin, "run-log-bars");

        await WriteAsync("\n" + string.Concat(Enumerable.Range(0, 40_000).Select(i => $"line {i} is here\n")));
        await Assertions.Expect(log).ToContainTextAsync("line 39999 is here");
        var earlier = Admin.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Show earlier lines") });
        while (await earlier.IsVisibleAsync())
        {
            var before = await log.EvaluateAsync<int>("log => log.textContent.length");
            await earlier.ClickAsync();
            await Admin.Page.WaitForFunctionAsync("before => document.querySelector('.log').textContent.length > before", before);
        }
        var all = await log.EvaluateAsync<string>("log => log.textContent");
        Assert.StartsWith("1999% ████\n€€", all, StringComparison.Ordinal);
        Assert.Equal(60_000, all.Count(c => c == '€'));
        Assert.DoesNotContain('\uFFFD', all);
        Assert.EndsWith("line 39999 is here\n", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_shows_so_much_of_a_log_and_offers_the_rest_as_a_download()
    {
        var run = await Server.Admin.Runs.CreateAsync("compute", LaunchScene.Project, new CreateRunRequest { Name = "Talkative" }, Ct);
        long end = 0;
        for (var piece = 0; piece < 4; piece++)
        {
            var lines = string.Concat(Enumerable.Range(piece * 10_000, 10_000).Select(i => $"line {i,6} {new string('x', 80)}\n"));
            end = await Server.Admin.Runs.AppendLogAsync("compute", LaunchScene.Project, run.Id, end, Encoding.UTF8.GetBytes(lines), Ct);
        }
        await Admin.GoAsync($"{Runs}/{run.Id}/logs");
        var log = Admin.Page.GetByRole(AriaRole.Region, new() { Name = "Console log" });
        await Assertions.Expect(log).ToContainTextAsync("line  39999");
        var earlier = Admin.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Show earlier lines") });
        while (await earlier.IsVisibleAsync())
        {
            var before = await log.EvaluateAsync<int>("log => log.textContent.length");
            await earlier.ClickAsync();
            await Admin.Page.WaitForFunctionAsync("before => document.querySelector('.log').textContent.length > before", before);
        }
        Assert.InRange(await log.EvaluateAsync<long>("log => log.textContent.length"), LogView.MostShown / 2, LogView.MostShown);
        await Assertions.Expect(Admin.Page.GetByText("are in the download")).ToBeVisibleAsync();
        await Assertions.Expect(Admin.Link("Download").First).ToBeVisibleAsync();
    }

    private async Task ReadAndZoomAsync(ILocator chart)
    {
        await Assertions.Expect(chart).ToBeVisibleAsync();
        var place = (await chart.BoundingBoxAsync())!;
        var middle = place.Y + (place.Height / 2);
        await Admin.Page.Mouse.MoveAsync(place.X + (place.Width / 2), middle);
        await Assertions.Expect(Admin.Page.GetByText(new Regex(@"^Step \d+$"))).ToBeVisibleAsync();
        await Assertions.Expect(Admin.Page.GetByText(new Regex(@"^loss \d\.\d+$"))).ToBeVisibleAsync();
        await Screens.LookAsync(Admin, "run-chart-read");

        await Admin.Page.Mouse.DownAsync();
        await Admin.Page.Mouse.MoveAsync(place.X + (place.Width * 0.8f), middle);
        await Admin.Page.Mouse.UpAsync();
        await Assertions.Expect(Admin.Page).ToHaveURLAsync(new Regex(@"from=\d+&to=\d+"));
        await Assertions.Expect(Admin.Field("From step")).Not.ToHaveValueAsync("");
        await Admin.Link("All steps").ClickAsync();
        await Assertions.Expect(Admin.Link("All steps")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task M18_runs_are_sorted_by_what_they_logged()
    {
        foreach (var loss in new[] { 0.5, 10, 2 })
        {
            var run = await Server.Admin.Runs.CreateAsync("compute", LaunchScene.Project, new CreateRunRequest { Name = $"loss of {loss}" }, Ct);
            await Server.Admin.Runs.PatchAsync("compute", LaunchScene.Project, run.Id, new() { Summary = JsonSerializer.SerializeToElement(new { loss }) }, Ct);
        }
        await Admin.GoAsync(Runs);
        var losses = Admin.Page.GetByRole(AriaRole.Columnheader, new() { NameRegex = new Regex("^summary.loss") });
        await losses.GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(losses).ToHaveAttributeAsync("aria-sort", "ascending");
        await losses.GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(losses).ToHaveAttributeAsync("aria-sort", "descending");
        await Assertions.Expect(Admin.Page).ToHaveURLAsync(new Regex("sort=-summary.loss"));
        var rows = Admin.Page.GetByRole(AriaRole.Row);
        await Assertions.Expect(rows.Nth(1)).ToContainTextAsync("loss of 10");
        await Assertions.Expect(rows.Nth(2)).ToContainTextAsync("loss of 2");
        await Assertions.Expect(rows.Nth(3)).ToContainTextAsync("loss of 0.5");
        await Screens.LookAsync(Admin, "runs-sorted");
    }

    [Fact]
    public async Task M17_runs_are_found_by_their_names()
    {
        await Admin.GoAsync(Runs);
        await Admin.Field("Search runs").FillAsync("first");
        await Admin.Button("Filter").ClickAsync();
        await Assertions.Expect(Admin.Page).ToHaveURLAsync(new Regex("search=first"));
        await Assertions.Expect(Admin.Row("First light")).ToBeVisibleAsync();
        await Admin.Field("Search runs").FillAsync("no such run");
        await Admin.Button("Filter").ClickAsync();
        await Assertions.Expect(Admin.Page.GetByText("No run matches")).ToBeVisibleAsync();
    }
}

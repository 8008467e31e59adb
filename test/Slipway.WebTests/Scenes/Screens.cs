using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Slipway.Testing;

namespace Slipway.WebTests.Scenes;

/// <summary>Looks at a page as its readers would: in both themes and narrow, by eye and by axe.</summary>
internal static class Screens
{
    private static readonly string Folder = Path.Combine(Repository.Root, "artifacts", "screens");
    private static readonly AxeRunOptions Rules = new()
    {
        RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] },
    };

    /// <summary>Stores the page as <c>name-light.png</c>, <c>-dark</c> and <c>-narrow</c>; fails for what axe finds, and for a page that scrolls sideways.</summary>
    public static async Task LookAsync(Visitor visitor, string name)
    {
        var page = visitor.Page;
        // What was clicked before may still be on its way.
        await Assertions.Expect(page.Locator(".loading")).ToHaveCountAsync(0);
        await Assertions.Expect(page).ToHaveTitleAsync(new Regex(" · Slipway$"));
        foreach (var theme in (string[])["light", "dark"])
        {
            await page.EvaluateAsync("theme => document.documentElement.dataset.theme = theme", theme);
            await ShootAsync(page, $"{name}-{theme}");
            var found = await page.RunAxe(Rules);
            Assert.True(found.Violations.Length == 0, $"{name} in {theme}: " + string.Join('\n', found.Violations.Select(Describe)));
        }

        await page.EvaluateAsync("() => document.documentElement.dataset.theme = 'light'");
        await page.SetViewportSizeAsync(390, 844);
        var over = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        await ShootAsync(page, $"{name}-narrow");
        Assert.True(over <= 0, $"{name} is {over} pixels wider than a window of 390.");
        await page.SetViewportSizeAsync(1280, 900);
        Assert.Empty(visitor.Complaints);
    }

    private static Task ShootAsync(IPage page, string name) =>
        page.ScreenshotAsync(new() { Path = Path.Combine(Folder, name + ".png"), FullPage = true });

    private static string Describe(AxeResultItem violation) =>
        $"{violation.Id} ({violation.Help}): " + string.Join("; ", violation.Nodes.Take(3).Select(node => node.Html));
}

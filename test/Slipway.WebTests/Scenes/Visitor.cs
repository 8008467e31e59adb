using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Slipway.WebTests.Scenes;

/// <summary>A person with a browser window, who finds things by what they are called.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    private Visitor(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            // A refused form is a page with a status of its own, which the browser also writes down.
            if (message.Type == "error" && !message.Text.Contains("Failed to load resource", StringComparison.Ordinal))
            {
                _complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Add(error);
    }

    public IPage Page { get; }

    /// <summary>What the browser complained about: broken scripts, and what the security policy refused.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>Opens a window on a server, with nobody signed in.</summary>
    public static async Task<Visitor> ComeAsync(Browsers browsers, string server, string language = "en-US")
    {
        var context = await browsers.Chromium.NewContextAsync(new()
        {
            BaseURL = server,
            Locale = language,
            ViewportSize = new() { Width = 1280, Height = 900 },
            ReducedMotion = ReducedMotion.Reduce,
        });
        await context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        context.SetDefaultTimeout(30_000);
        return new Visitor(context, await context.NewPageAsync());
    }

    public async Task SignInAsync(string name, string password)
    {
        await Page.GotoAsync("/sign-in");
        await Field("User name").FillAsync(name);
        await Field("Password").FillAsync(password);
        await Button("Sign in").ClickAsync();
        await Page.WaitForURLAsync(new Regex("^(?!.*sign-in)"));
    }

    /// <summary>Goes to an address and waits until its page answers to clicks.</summary>
    public async Task GoAsync(string address)
    {
        await Page.GotoAsync(address);
        await ReadyAsync();
    }

    /// <summary>Waits until the circuit of the page is there.</summary>
    public Task ReadyAsync() => Page.Locator("html[data-live='true']").WaitForAsync(new() { State = WaitForSelectorState.Attached });

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public ILocator Field(string label) => Page.GetByLabel(label, new() { Exact = true });

    public ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true });

    public ILocator Row(string text) => Page.GetByRole(AriaRole.Row).Filter(new() { HasText = text });

    public ILocator Dialog(string title) => Page.GetByRole(AriaRole.Dialog, new() { Name = title, Exact = true });

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}

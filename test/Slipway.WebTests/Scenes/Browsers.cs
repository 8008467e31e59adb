using Microsoft.Playwright;
using Slipway.WebTests.Scenes;

[assembly: AssemblyFixture(typeof(Browsers))]

namespace Slipway.WebTests.Scenes;

/// <summary>One Chromium for all tests; each test has a context of its own, as a private window.</summary>
public sealed class Browsers : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private IPlaywright? _playwright;

    public IBrowser Chromium { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        // Patience costs nothing while all is well, and machines differ.
        Assertions.SetDefaultExpectTimeout(20_000);
        _playwright = await Playwright.CreateAsync();
        Chromium = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Places.FirstOrDefault(File.Exists)
                ?? throw new InvalidOperationException("There is no Chromium. ./dev setup installs it."),
            // The tests run as root in containers, where its sandbox does not start.
            Args = ["--no-sandbox", "--disable-dev-shm-usage"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Chromium.DisposeAsync();
        _playwright?.Dispose();
    }
}

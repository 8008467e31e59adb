using Microsoft.Playwright;
using Slipway.Testing;
using Slipway.WebTests.Scenes;

[assembly: AssemblyFixture(typeof(Browsers))]

namespace Slipway.WebTests.Scenes;

/// <summary>One Chromium for all tests; each test has a context of its own, as a private window.</summary>
public sealed class Browsers : IAsyncLifetime
{
    private IPlaywright? _playwright;

    public IBrowser Chromium { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        // Patience costs nothing while all is well, and machines differ.
        Assertions.SetDefaultExpectTimeout(20_000);
        _playwright = await Playwright.CreateAsync();
        Chromium = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = InstalledChromium.Path,
            Args = InstalledChromium.Arguments,
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Chromium.DisposeAsync();
        _playwright?.Dispose();
    }
}

using Slipway.Testing;

namespace Slipway.WebTests.Scenes;

/// <summary>A server beside a CI system that hears what it sends.</summary>
public abstract class CiScene(Browsers browsers) : WebScene(browsers)
{
    protected Receiver Ci { get; private set; } = null!;

    protected override string[] Options => ["--egress-allow", Ci.HostAndPort];

    public override async ValueTask InitializeAsync()
    {
        Ci = await Receiver.StartAsync();
        await base.InitializeAsync();
    }

    protected override async Task LeaveAsync() => await Ci.DisposeAsync();
}

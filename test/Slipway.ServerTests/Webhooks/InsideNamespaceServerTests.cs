using System.Net;
using Slipway.Testing;
using Slipway.Testing.Egress;
using Xunit;

namespace Slipway.ServerTests.Webhooks;

/// <summary>Run by <see cref="SsrfServerTests"/> inside a network namespace in which every address is this machine; explicit, so that
/// nothing else runs it. The server is as it is built: system resolver, sockets.</summary>
public sealed class InsideNamespaceServerTests
{
    [Fact(Explicit = true)]
    public async Task M5_the_server_reaches_public_addresses_only()
    {
        await using var network = HostileNetwork.Start();
        await using var dns = new DnsServer(new CorpusZone(), IPEndPoint.Parse(NetworkNamespace.NameServer + ":53"));
        await using var server = await RunningServer.StartAsync(TestEngine.Sqlite);

        Assert.Empty(await new CorpusDrive(server, network.TakeReached).RunAsync());
    }
}

using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Testing;
using Slipway.Testing.Egress;
using Slipway.Webhooks.Sending;
using Xunit;

namespace Slipway.ServerTests.Webhooks;

/// <summary>The corpus of hostile URLs through save, test, deliver and redeliver of the whole server.</summary>
public sealed class SsrfServerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task M5_B5_no_way_out_of_the_server_dials_a_hostile_address()
    {
        await using var receiver = await Receiver.StartAsync(request => RedirectOr(request.Path));
        var dialer = new RecordingDialer(new IPEndPoint(IPAddress.Loopback, receiver.Port));
        await using var server = await RunningServer.StartAsync(TestEngine.Sqlite, services =>
        {
            services.AddSingleton<IHostResolver>(new CorpusResolver(new CorpusZone()));
            services.AddSingleton<IDialer>(dialer);
        });

        Assert.Empty(await new CorpusDrive(server, () => Take(dialer)).RunAsync());
    }

    [Fact]
    public async Task M5_B5_no_way_out_of_the_server_reaches_anything_hostile_in_a_network_where_every_address_answers()
    {
        if (await NetworkNamespace.WhyImpossibleAsync(Ct) is { } reason)
        {
            TestContext.Current.SendDiagnosticMessage($"Skipped: {reason}");
            Assert.Skip(reason);
        }

        var (code, output) = await NetworkNamespace.RunTestsAsync(typeof(InsideNamespaceServerTests), Ct);

        Assert.True(code == 0, output);
    }

    private static ReceiverAnswer RedirectOr(string path) => path.StartsWith("/r/", StringComparison.Ordinal)
        ? new ReceiverAnswer(307) { Headers = new Dictionary<string, string> { ["Location"] = Uri.UnescapeDataString(path[3..]) } }
        : ReceiverAnswer.Ok;

    private static List<IPEndPoint> Take(RecordingDialer dialer)
    {
        var taken = new List<IPEndPoint>();
        while (dialer.Dialed.TryDequeue(out var address))
        {
            taken.Add(address);
        }

        return taken;
    }
}

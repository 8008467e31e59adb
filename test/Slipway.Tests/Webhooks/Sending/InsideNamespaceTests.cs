using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using Microsoft.Security.AntiSSRF;
using Slipway.Testing.Egress;
using Slipway.Webhooks.Sending;
using Xunit;

namespace Slipway.Tests.Webhooks.Sending;

/// <summary>Run by <see cref="SsrfNamespaceTests"/> inside a network namespace in which every address is this machine; explicit, so that
/// nothing else runs them. The parts are the real ones: system resolver, name server over UDP, sockets.</summary>
public sealed class InsideNamespaceTests : IAsyncLifetime
{
    private readonly HostileNetwork _network = HostileNetwork.Start();
    private DnsServer _dns = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _dns = new DnsServer(new CorpusZone(), IPEndPoint.Parse(NetworkNamespace.NameServer + ":53"));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _dns.DisposeAsync();
        await _network.DisposeAsync();
    }

    [Fact(Explicit = true)]
    public async Task The_network_carries_the_hostile_addresses()
    {
        using var bare = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
        var reached = new List<SsrfRow>();
        foreach (var row in SsrfCorpus.Rows.Where(row => row.Blocks))
        {
            await PostAsync(bare, row.Url);
            if (_network.TakeReached().Count > 0)
            {
                reached.Add(row);
            }
        }

        Assert.True(reached.Count > 70, $"Only {reached.Count} hostile rows connect without a guard: {string.Join("; ", reached)}");
    }

    [Fact(Explicit = true)]
    public async Task M5_saving_decides_as_the_corpus_says()
    {
        var wrong = new List<string>();
        foreach (var row in SsrfCorpus.Rows)
        {
            var verdict = await SendingParts.Check(new SystemHostResolver()).CheckAsync(row.Url, Ct);
            if ((verdict.Refusal is not null) != row.SaveRefuses || verdict.Warning is not null)
            {
                wrong.Add($"{row}: {verdict}");
            }
        }

        Assert.Empty(wrong);
        Assert.Empty(_network.TakeReached());
    }

    [Fact(Explicit = true)]
    public async Task M5_the_sender_reaches_public_addresses_only()
    {
        var wrong = new List<string>();
        using var sender = SendingParts.Sender(new SystemHostResolver(), new SocketDialer());
        foreach (var row in SsrfCorpus.Rows)
        {
            var result = await sender.SendAsync(SendingParts.Request(row.Url), Ct);
            var reached = _network.TakeReached();
            var expected = row.Blocks || row.Connect == "-" ? [] : new[] { CorpusZone.Public };
            if (!reached.Select(address => address.Address).SequenceEqual(expected) || result.Delivered != row.Connect.StartsWith("connect", StringComparison.Ordinal))
            {
                wrong.Add($"{row}: reached [{string.Join(", ", reached)}] {result.Error}");
            }

            if (row.Connect == "do not follow")
            {
                Assert.Equal((307, SendErrorCodes.Redirected), (result.Status, result.Error?.Code));
            }
        }

        Assert.Empty(wrong);
    }

    // As if the check of the URL's text were not there: the connection alone must hold.
    [Fact(Explicit = true)]
    public async Task M5_the_guarded_connection_alone_reaches_public_addresses_only()
    {
        var connect = new GuardedConnect(
            new EgressPolicy(EgressOptions.None, new OwnListeners()), new AddressLookup(new SystemHostResolver(), TimeProvider.System),
            new SocketDialer(), TimeProvider.System, new ConnectionRules());
        using var guarded = new HttpMessageInvoker(
            new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, ConnectCallback = connect.ConnectAsync });
        var wrong = new List<string>();
        foreach (var row in SsrfCorpus.Rows)
        {
            await PostAsync(guarded, row.Url);
            var reached = _network.TakeReached();
            if (reached.Any(address => AddressPolicy.Classify(address.Address).Tier != AddressTier.Public))
            {
                wrong.Add($"{row}: reached [{string.Join(", ", reached)}]");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact(Explicit = true)]
    public async Task M5_a_rebinding_name_server_gains_nothing_however_often_it_is_asked()
    {
        using var sender = SendingParts.Sender(new SystemHostResolver(), new SocketDialer());
        for (var i = 0; i < 20; i++)
        {
            await sender.SendAsync(SendingParts.Request("http://rebind.x.test/"), Ct);
        }

        // The receiver closes each connection, so the name was resolved anew each time; only the first answer was public.
        Assert.Equal([new IPEndPoint(CorpusZone.Public, 80)], _network.TakeReached());
    }

    [Fact(Explicit = true)]
    public async Task M5_what_the_AntiSSRF_package_blocks_is_blocked()
    {
        var policy = new AntiSSRFPolicy(PolicyConfigOptions.ExternalOnlyLatest) { AllowPlainTextHttp = true };
        using var handler = policy.GetHandler();
        handler.AllowAutoRedirect = false;
        using var package = new HttpMessageInvoker(handler);
        using var sender = SendingParts.Sender(new SystemHostResolver(), new SocketDialer());
        var milder = new List<string>();
        string[] more = ["http://compatible.x.test/", "http://translated.x.test/", "http://isatap.x.test/", "http://sixtofour.x.test/", "http://teredo.x.test/"];
        foreach (var url in SsrfCorpus.Rows.Select(row => row.Url).Concat(more))
        {
            await PostAsync(package, url);
            var theirs = _network.TakeReached();
            await sender.SendAsync(SendingParts.Request(url), Ct);
            var ours = _network.TakeReached();
            if (theirs.Count == 0 && ours.Count > 0 && !url.Contains("rebind", StringComparison.Ordinal))
            {
                milder.Add(url);
            }

            Assert.True(!more.Contains(url) || ours.Count == 0, url);
        }

        Assert.Empty(milder);
    }

    private static async Task PostAsync(HttpMessageInvoker http, string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
        {
            return;
        }

        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            deadline.CancelAfter(TimeSpan.FromSeconds(5));
            using var message = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new StringContent("{}") };
            using var response = await http.SendAsync(message, deadline.Token);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or AntiSSRFException or OperationCanceledException or ArgumentException)
        {
            // Whether anything was reached is what counts.
        }
    }
}

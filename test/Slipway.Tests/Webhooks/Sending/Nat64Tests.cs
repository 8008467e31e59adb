using System.Net;
using System.Net.Sockets;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Slipway.Webhooks.Sending;
using Xunit;

namespace Slipway.Tests.Webhooks.Sending;

public sealed class Nat64Tests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // The examples of RFC 6052, 2.4.
    [Theory]
    [InlineData("2001:db8::/32", "2001:db8:c000:221::")]
    [InlineData("2001:db8:100::/40", "2001:db8:1c0:2:21::")]
    [InlineData("2001:db8:122::/48", "2001:db8:122:c000:2:2100::")]
    [InlineData("2001:db8:122:300::/56", "2001:db8:122:3c0:0:221::")]
    [InlineData("2001:db8:122:344::/64", "2001:db8:122:344:c0:2:2100::")]
    [InlineData("2001:db8:122:344::/96", "2001:db8:122:344::192.0.2.33")]
    public void Addresses_under_a_prefix_are_decoded(string prefix, string address) =>
        Assert.Equal(IPAddress.Parse("192.0.2.33"), new Nat64Prefix(IPNetwork.Parse(prefix)).Decode(IPAddress.Parse(address)));

    [Theory]
    [InlineData("2606:64::c000:aa", "2606:64::/96")]
    [InlineData("2606:64:1:2:c0:0:aa00:0", "2606:64:1:2::/64")]
    [InlineData("2606:64:c000:ab::", "2606:64::/32")]
    public void The_answer_for_ipv4only_arpa_shows_the_prefix(string answer, string prefix) =>
        Assert.Contains(new Nat64Prefix(IPNetwork.Parse(prefix)), Nat64Prefix.Find([IPAddress.Parse(answer), IPAddress.Parse("192.0.0.170")]));

    [Fact]
    public void Without_a_translator_no_prefix_is_found() =>
        Assert.Empty(Nat64Prefix.Find([IPAddress.Parse("192.0.0.170"), IPAddress.Parse("::ffff:192.0.0.170"), IPAddress.Parse("2606::1")]));

    [Fact]
    public void M5_behind_a_translator_the_inner_address_decides() => Gen.UInt.Select(bits => new IPAddress(bits)).Sample(address =>
    {
        var tier = AddressPolicy.Classify(address).Tier;
        var bytes = IPAddress.Parse("2606:64::").GetAddressBytes();
        address.GetAddressBytes().CopyTo(bytes, 12);
        var translated = AddressPolicy.Classify(new IPAddress(bytes), [new Nat64Prefix(IPNetwork.Parse("2606:64::/96"))]).Tier;
        Assert.Equal(tier == AddressTier.Public ? AddressTier.Public : AddressTier.Never, translated);
    });

    [Fact]
    public async Task M5_a_name_behind_this_networks_translator_is_judged_by_its_inner_address()
    {
        var check = SendingParts.Check(new TranslatedNetwork());

        Assert.Equal(SendErrorCodes.UrlRefused, (await check.CheckAsync("http://private.example.com/", Ct)).Refusal?.Code);
        Assert.Null((await check.CheckAsync("http://public.example.com/", Ct)).Refusal);
    }

    [Fact]
    public async Task The_prefix_is_asked_for_once_an_hour_and_outlives_a_failure()
    {
        var time = new FakeTimeProvider();
        var network = new TranslatedNetwork();
        var lookup = new AddressLookup(network, time);

        await lookup.ResolveAsync("public.example.com", Ct);
        await lookup.ResolveAsync("public.example.com", Ct);
        Assert.Equal(1, network.Discoveries);

        network.Fails = true;
        time.Advance(TimeSpan.FromHours(2));
        Assert.NotEmpty((await lookup.ResolveAsync("public.example.com", Ct)).Translators);
        Assert.Equal(2, network.Discoveries);
    }

    [Fact]
    public async Task A_name_with_IPv4_alone_asks_for_no_prefix()
    {
        var network = new TranslatedNetwork();
        await new AddressLookup(network, TimeProvider.System).ResolveAsync("four.example.com", Ct);
        Assert.Equal(0, network.Discoveries);
    }

    /// <summary>A network of IPv6 alone whose translator stands at 2606:64::/96.</summary>
    private sealed class TranslatedNetwork : IHostResolver
    {
        public int Discoveries { get; private set; }

        public bool Fails { get; set; }

        public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken ct)
        {
            if (host == "ipv4only.arpa")
            {
                Discoveries++;
                if (Fails)
                {
                    throw new SocketException((int)SocketError.TryAgain);
                }
            }

            return Task.FromResult<IReadOnlyList<IPAddress>>([IPAddress.Parse(host switch
            {
                "ipv4only.arpa" => "2606:64::192.0.0.170",
                "private.example.com" => "2606:64::10.0.0.5",
                "public.example.com" => "2606:64::8.8.8.8",
                _ => "8.8.8.8",
            })]);
        }
    }
}

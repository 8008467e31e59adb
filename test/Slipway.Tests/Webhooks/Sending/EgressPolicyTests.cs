using System.Net;
using Slipway.Webhooks.Sending;
using Xunit;

namespace Slipway.Tests.Webhooks.Sending;

public sealed class EgressPolicyTests
{
    private static EgressDecision Decide(string? allow, string host, int port, params string[] addresses) =>
        new EgressPolicy(EgressOptions.Parse(allow, null), new OwnListeners()).Decide(host, port, new Resolution([.. addresses.Select(IPAddress.Parse)], []));

    private static EgressDecision DecideBeside(Action<OwnListeners> listen, string allow, string host, int port, params string[] addresses)
    {
        var own = new OwnListeners();
        listen(own);
        return new EgressPolicy(EgressOptions.Parse(allow, null), own).Decide(host, port, new Resolution([.. addresses.Select(IPAddress.Parse)], []));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(443)]
    [InlineData(8080)]
    [InlineData(8443)]
    [InlineData(1024)]
    [InlineData(65535)]
    public void Ports_of_receivers_are_allowed(int port) => Assert.Null(Decide(null, "ci.test", port, "8.8.8.8").Refusal);

    [Theory]
    [InlineData(22)]
    [InlineData(25)]
    [InlineData(1023)]
    [InlineData(2375)]
    [InlineData(2379)]
    [InlineData(3306)]
    [InlineData(5432)]
    [InlineData(6379)]
    [InlineData(6443)]
    [InlineData(9200)]
    [InlineData(10250)]
    [InlineData(11211)]
    [InlineData(27017)]
    public void Ports_of_other_servers_are_refused_even_in_an_opened_network(int port)
    {
        Assert.NotNull(Decide(null, "ci.test", port, "8.8.8.8").Refusal);
        Assert.NotNull(Decide("10.0.0.0/8", "ci.test", port, "10.0.0.5").Refusal);
    }

    [Fact]
    public void One_refused_address_refuses_the_name_and_says_which_and_what_to_do()
    {
        var refusal = Decide(null, "ci.test", 443, "8.8.8.8", "10.0.0.5").Refusal!;

        Assert.Contains("10.0.0.5", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("egress-allow=ci.test:443", refusal.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void An_opened_name_is_opened_at_its_port_alone()
    {
        Assert.True(Decide("ci.test:9099", "ci.test", 9099, "10.0.0.5") is { Refusal: null, IsPrivate: true });
        Assert.Null(Decide("localhost:9099", "localhost", 9099, "127.0.0.1", "::1").Refusal);
        Assert.Null(Decide("ci.test:22", "ci.test", 22, "10.0.0.5").Refusal);
        Assert.NotNull(Decide("ci.test:9099", "ci.test", 9098, "10.0.0.5").Refusal);
        Assert.NotNull(Decide("ci.test:9099", "other.test", 9099, "10.0.0.5").Refusal);
    }

    [Fact]
    public void An_opened_network_opens_its_private_addresses_in_either_form_and_nothing_else()
    {
        const string allow = "10.0.0.0/8,fd00::/8,100.64.0.0/10";
        Assert.Null(Decide(allow, "ci.test", 80, "10.0.0.5", "::ffff:10.0.0.6", "fd12::1").Refusal);
        foreach (var never in new[]
        {
            "192.168.0.1", "127.0.0.1", "169.254.169.254", "fd00:ec2::254", "fd20:ce::254", "100.100.100.200",
            "64:ff9b::10.0.0.5", "::10.0.0.5", "2002:a00:5::1", "2606:2800:220:1:0:5efe:a00:5",
        })
        {
            Assert.NotNull(Decide(allow, "ci.test", 80, never).Refusal);
        }
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("168.63.129.16")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("224.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::169.254.169.254")]
    public void Nothing_opens_metadata_link_local_or_multicast(string address)
    {
        var refusal = Decide("ci.test:80,localhost:80", "ci.test", 80, "8.8.8.8", address).Refusal!;
        Assert.DoesNotContain("egress-allow", refusal.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8420", "127.0.0.1")]
    [InlineData("http://127.0.0.1:8420", "::ffff:127.0.0.1")]
    [InlineData("http://127.0.0.1:8420", "127.9.9.9")]
    [InlineData("http://localhost:8420", "::1")]
    [InlineData("http://[::]:8420", "127.0.0.1")]
    [InlineData("http://*:8420", "::1")]
    [InlineData("http://0.0.0.0:8420", "127.0.0.1")]
    public void Nothing_opens_the_servers_own_listeners(string listener, string address)
    {
        Assert.NotNull(DecideBeside(own => own.AddListener(listener), "ci.test:8420", "ci.test", 8420, address).Refusal);
        Assert.Null(DecideBeside(own => own.AddListener(listener), "ci.test:8421", "ci.test", 8421, address).Refusal);
    }

    [Fact]
    public void Nothing_opens_the_servers_public_name()
    {
        Assert.NotNull(DecideBeside(own => own.AddPublicUrl("https://Slipway.example.com/"), "slipway.example.com:443", "slipway.example.com", 443, "8.8.8.8").Refusal);
        Assert.Null(DecideBeside(own => own.AddPublicUrl("https://slipway.example.com/"), "", "slipway.example.com", 8443, "8.8.8.8").Refusal);
    }

    [Fact]
    public void Of_ten_thousand_addresses_all_are_judged_and_few_are_dialed()
    {
        var many = Enumerable.Range(0, 10_000).Select(i => $"8.8.{i / 256}.{i % 256}").ToArray();

        Assert.Equal(8, Decide(null, "ci.test", 80, many).Addresses.Count);
        Assert.NotNull(Decide(null, "ci.test", 80, [.. many, "10.0.0.1"]).Refusal);
    }

    [Fact]
    public void Families_take_turns_and_mapped_addresses_are_dialed_as_what_they_are() => Assert.Equal(
        ["2606::1", "8.8.8.8", "2606::2", "8.8.4.4"],
        Decide(null, "ci.test", 80, "2606::1", "2606::2", "::ffff:8.8.8.8", "8.8.4.4", "8.8.8.8").Addresses.Select(a => a.ToString()));
}

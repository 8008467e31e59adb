using System.Net;
using CsCheck;
using Microsoft.Security.AntiSSRF;
using Slipway.Webhooks.Sending;
using Xunit;

namespace Slipway.Tests.Webhooks.Sending;

public sealed class AddressPolicyTests
{
    // Weighted to the addresses that matter: random ones are nearly all public.
    private static readonly Gen<IPAddress> V4 = Gen.OneOf(
        Gen.UInt.Select(ToV4),
        Pick<uint>(0x7f000000, 0x0a000000, 0xac100000, 0xc0a80000, 0x64400000, 0xa9fe0000, 0xe0000000, 0xf0000000, 0xc6120000, 0x00000000)
            .Select(Gen.UInt[0, 0xffff], (net, host) => ToV4(net | host)),
        Pick("169.254.169.254", "168.63.129.16", "100.100.100.200", "192.0.0.192", "255.255.255.255", "8.8.8.8").Select(IPAddress.Parse));

    private static readonly Gen<IPAddress> V6 = Gen.Byte.Array[16].Select(Pick<byte>(0x20, 0x26, 0x2a, 0xfc, 0xfd, 0xfe, 0xff, 0x00, 0x3f, 0x64), (bytes, first) =>
    {
        bytes[0] = first;
        return new IPAddress(bytes);
    });

    [Theory]
    [InlineData("8.8.8.8", AddressTier.Public)]
    [InlineData("93.184.216.34", AddressTier.Public)]
    [InlineData("172.15.255.255", AddressTier.Public)]
    [InlineData("172.32.0.0", AddressTier.Public)]
    [InlineData("100.128.0.1", AddressTier.Public)]
    [InlineData("2606:2800:220:1::1", AddressTier.Public)]
    [InlineData("2a00:1450:4001::1", AddressTier.Public)]
    [InlineData("::ffff:8.8.8.8", AddressTier.Public)]
    [InlineData("64:ff9b::8.8.8.8", AddressTier.Public)]
    [InlineData("10.1.2.3", AddressTier.Private)]
    [InlineData("100.64.0.1", AddressTier.Private)]
    [InlineData("fd12:3456::1", AddressTier.Private)]
    [InlineData("fec0::1", AddressTier.Private)]
    [InlineData("::ffff:192.168.1.1", AddressTier.Private)]
    [InlineData("127.0.0.1", AddressTier.Loopback)]
    [InlineData("::1", AddressTier.Loopback)]
    [InlineData("::ffff:127.0.0.1", AddressTier.Loopback)]
    [InlineData("0.0.0.0", AddressTier.Never)]
    [InlineData("::", AddressTier.Never)]
    [InlineData("::2", AddressTier.Never)]
    [InlineData("::ffff:0:0", AddressTier.Never)]
    [InlineData("169.254.169.254", AddressTier.Never)]
    [InlineData("168.63.129.16", AddressTier.Never)]
    [InlineData("100.100.100.200", AddressTier.Never)]
    [InlineData("fd00:ec2::254", AddressTier.Never)]
    [InlineData("fd00:ec2::23", AddressTier.Never)]
    [InlineData("fd20:ce::254", AddressTier.Never)]
    [InlineData("fe80::1", AddressTier.Never)]
    [InlineData("fe80::1%1", AddressTier.Never)]
    [InlineData("ff02::1", AddressTier.Never)]
    [InlineData("2001:db8::1", AddressTier.Never)]
    [InlineData("2620:4f:8000::1", AddressTier.Never)]
    [InlineData("4000::1", AddressTier.Never)]
    [InlineData("2606:2800:220:1:0:5efe:7f00:1", AddressTier.Never)]
    [InlineData("2606:2800:220:1:200:5efe:a00:1", AddressTier.Never)]
    [InlineData("2606:2800:220:1:0:5efe:808:808", AddressTier.Public)]
    [InlineData("2002:808:808::1", AddressTier.Never)]
    [InlineData("64:ff9b::10.0.0.1", AddressTier.Never)]
    public void M5_addresses_stand_in_their_tier(string address, object tier) =>
        Assert.Equal((AddressTier)tier, AddressPolicy.Classify(IPAddress.Parse(address)).Tier);

    [Fact]
    public void M5_a_form_that_leads_to_an_address_stands_where_the_address_stands() => V4.Sample(address =>
    {
        var tier = AddressPolicy.Classify(address).Tier;
        Assert.Equal(tier, AddressPolicy.Classify(address.MapToIPv6()).Tier);

        // NAT64 and ISATAP lead on to public addresses; to no other one, whatever the operator opened.
        var through = tier == AddressTier.Public ? AddressTier.Public : AddressTier.Never;
        Assert.Equal(through, AddressPolicy.Classify(Form("64:ff9b::", 12, address)).Tier);
        Assert.Equal(through, AddressPolicy.Classify(Form("2606:2800:220:1:0:5efe::", 12, address)).Tier);
        Assert.Equal(through, AddressPolicy.Classify(Form("2606:2800:220:1:200:5efe::", 12, address)).Tier);
    });

    [Fact]
    public void M5_no_form_is_milder_than_its_address_and_dead_forms_are_never_allowed() => V4.Sample(address =>
    {
        var bytes = address.GetAddressBytes();
        var inverted = new IPAddress([.. bytes.Select(b => (byte)~b)]);
        IPAddress[] dead =
        [
            Form("::ffff:0:0:0", 12, address), Form("64:ff9b:1::", 12, address), Form("2002::", 2, address), Form("2001:0:4136:e378:8000:63bf::", 12, inverted),
        ];
        Assert.All(dead, form => Assert.Equal(AddressTier.Never, AddressPolicy.Classify(form).Tier));
        Assert.True(AddressPolicy.Classify(Form("::", 12, address)).Tier >= AddressTier.Loopback);
    });

    [Fact]
    public void M5_IPv6_is_public_only_inside_global_unicast_space() => V6.Sample(address =>
    {
        var isGlobal = (address.GetAddressBytes()[0] & 0xe0) == 0x20;
        var isNat64 = address.ToString().StartsWith("64:ff9b::", StringComparison.Ordinal);
        Assert.True(AddressPolicy.Classify(address).Tier != AddressTier.Public || isGlobal || isNat64 || address.IsIPv4MappedToIPv6);
    });

    [Fact]
    public void M5_what_the_AntiSSRF_package_denies_is_denied()
    {
        var denied = new AntiSSRFPolicy(PolicyConfigOptions.ExternalOnlyLatest).DeniedAddresses.Select(cidr => cidr.Contains('/') ? cidr : cidr + (cidr.Contains(':') ? "/128" : "/32"))
            .Select(IPNetwork.Parse).ToArray();
        Assert.True(denied.Length > 25);

        // The one difference: NAT64 of a public address, without which a server in a network of IPv6 alone reaches nobody.
        var nat64 = IPNetwork.Parse("64:ff9b::/96");
        var inside = Gen.Int[0, denied.Length - 1].Select(Gen.Byte.Array[16], (index, noise) => Inside(denied[index], noise));
        Gen.OneOf(inside, V4, V6).Sample(
            address =>
            {
                var theirs = denied.Any(network => network.Contains(address));
                Assert.True(!theirs || nat64.Contains(address) || AddressPolicy.Classify(address).Tier != AddressTier.Public, address.ToString());
            },
            iter: 20_000);
    }

    private static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static IPAddress ToV4(uint bits) => new([(byte)(bits >> 24), (byte)(bits >> 16), (byte)(bits >> 8), (byte)bits]);

    private static IPAddress Form(string prefix, int at, IPAddress v4)
    {
        var bytes = IPAddress.Parse(prefix).GetAddressBytes();
        v4.GetAddressBytes().CopyTo(bytes, at);
        return new IPAddress(bytes);
    }

    private static IPAddress Inside(IPNetwork network, byte[] noise)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        for (var bit = network.PrefixLength; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] |= (byte)(noise[bit / 8] & (0x80 >> (bit % 8)));
        }

        return new IPAddress(bytes);
    }
}

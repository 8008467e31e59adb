using System.Net;

namespace Slipway.Webhooks.Sending;

/// <summary>An IPv4 address inside an IPv6 address, by one of the transition mechanisms.</summary>
/// <param name="Address">The IPv4 address that a translator would reach.</param>
/// <param name="Form">The form, to stand before "of": <c>the NAT64 form</c>.</param>
/// <param name="IsWellKnownNat64">It stands under 64:ff9b::/96.</param>
internal sealed record EmbeddedAddress(IPAddress Address, string Form, bool IsWellKnownNat64 = false)
{
    private static readonly IPNetwork Nat64Local = IPNetwork.Parse("64:ff9b:1::/48");

    /// <summary>Decodes every form but the mapped one (which is IPv4 itself); null when there is none.
    /// <c>::</c> and <c>::1</c> are no forms.</summary>
    public static EmbeddedAddress? Find(IPAddress address)
    {
        Span<byte> b = stackalloc byte[16];
        address.TryWriteBytes(b, out _);

        if (IsZero(b[..12]))
        {
            // ::0.0.0.0/104 holds the unspecified and the loopback address.
            return IsZero(b[12..15]) ? null : new(V4(b[12..16]), "the IPv4-compatible form (::/96)");
        }

        if (IsZero(b[..8]) && b[8] == 0xff && b[9] == 0xff && IsZero(b[10..12]))
        {
            return new(V4(b[12..16]), "the IPv4-translated form (::ffff:0:0:0/96)");
        }

        if (b[..4].SequenceEqual<byte>([0x00, 0x64, 0xff, 0x9b]) && IsZero(b[4..12]))
        {
            return new(V4(b[12..16]), "the NAT64 form (64:ff9b::/96)", IsWellKnownNat64: true);
        }

        if (Nat64Local.Contains(address))
        {
            return new(V4(b[12..16]), "the local NAT64 form (64:ff9b:1::/48)");
        }

        if (b[0] == 0x20 && b[1] == 0x02)
        {
            return new(V4(b[2..6]), "the 6to4 form (2002::/16)");
        }

        if (b[0] == 0x20 && b[1] == 0x01 && IsZero(b[2..4]))
        {
            // Teredo keeps the client's address with all bits turned over (RFC 4380, 4).
            Span<byte> client = [(byte)~b[12], (byte)~b[13], (byte)~b[14], (byte)~b[15]];
            return new(V4(client), "the Teredo form (2001::/32)");
        }

        // ISATAP stands in the interface id of any prefix, so no list of prefixes finds it (RFC 5214, 6.1).
        if (b[8] is 0x00 or 0x02 && b[9] == 0x00 && b[10] == 0x5e && b[11] == 0xfe)
        {
            return new(V4(b[12..16]), "the ISATAP form");
        }

        return null;
    }

    private static IPAddress V4(ReadOnlySpan<byte> bytes) => new(bytes);

    private static bool IsZero(ReadOnlySpan<byte> bytes) => bytes.IndexOfAnyExcept((byte)0) < 0;
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Slipway.Testing.Egress;

/// <summary>What the corpus's names resolve to: those under .test as we say, the wildcard services as they answer in the wild.</summary>
/// <remarks>Stateful: <c>rebind.x.test</c> answers a public address the first time it is asked and loopback ever after.
/// One zone is one life of that name.</remarks>
public sealed partial class CorpusZone
{
    /// <summary>The address of <c>public.x.test</c>.</summary>
    public static readonly IPAddress Public = IPAddress.Parse("93.184.216.34");

    private static readonly Dictionary<string, string[]> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["public.x.test"] = ["93.184.216.34"],
        ["meta.x.test"] = ["169.254.169.254"],
        ["mapped.x.test"] = ["::ffff:127.0.0.1"],
        ["nat64.x.test"] = ["64:ff9b::7f00:1"],
        ["compatible.x.test"] = ["::127.0.0.1"],
        ["translated.x.test"] = ["::ffff:0:127.0.0.1"],
        ["isatap.x.test"] = ["2606:2800:220:1:0:5efe:7f00:1"],
        ["sixtofour.x.test"] = ["2002:a9fe:a9fe::1"],
        ["teredo.x.test"] = ["2001:0:4136:e378:8000:63bf:3fff:fdd2"],
        ["private.x.test"] = ["10.0.0.5"],
        ["mixed.x.test"] = ["93.184.216.34", "127.0.0.1"],
        ["mixed6.x.test"] = ["93.184.216.34", "::1"],
        ["localhost"] = ["127.0.0.1", "::1"],
        ["ip6-localhost"] = ["::1"],
        ["host.docker.internal"] = ["172.17.0.1"],
        ["metadata.google.internal"] = ["169.254.169.254"],
        ["metadata"] = ["169.254.169.254"],
    };

    private readonly ConcurrentDictionary<string, int> _asked = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The addresses of a name this time; empty for a name that is not there.</summary>
    public IReadOnlyList<IPAddress> Answer(string name) => [.. Texts(name.TrimEnd('.')).Select(IPAddress.Parse)];

    private IEnumerable<string> Texts(string name)
    {
        if (name.Equals("rebind.x.test", StringComparison.OrdinalIgnoreCase))
        {
            return [_asked.AddOrUpdate(name, 1, (_, n) => n + 1) == 1 ? Public.ToString() : "127.0.0.1"];
        }

        if (Names.TryGetValue(name, out var known))
        {
            return known;
        }

        if (RoundRobin().Match(name) is { Success: true } rr)
        {
            return [rr.Groups["a"].Value, rr.Groups["b"].Value.Replace('-', '.')];
        }

        if (Rbndr().Match(name) is { Success: true } two)
        {
            return [Dotted(two.Groups["a"].Value), Dotted(two.Groups["b"].Value)];
        }

        if (Hex().Match(name) is { Success: true } hex)
        {
            return [Dotted(hex.Groups["a"].Value)];
        }

        return Wildcard().Match(name) is { Success: true } four ? [four.Groups["a"].Value.Replace('-', '.')] : [];
    }

    private static string Dotted(string hex) =>
        new IPAddress(BitConverter.GetBytes(IPAddress.HostToNetworkOrder(int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture)))).ToString();

    [GeneratedRegex(@"^make-(?<a>[\d.]+)-rebind-(?<b>[\d.\-]+)-rr\.1u\.ms$")]
    private static partial Regex RoundRobin();

    [GeneratedRegex(@"^(?<a>[0-9a-f]{8})\.(?<b>[0-9a-f]{8})\.rbndr\.us$")]
    private static partial Regex Rbndr();

    [GeneratedRegex(@"^(?<a>[0-9a-f]{8})\.nip\.io$")]
    private static partial Regex Hex();

    [GeneratedRegex(@"(?<a>\d+[.-]\d+[.-]\d+[.-]\d+)\.(nip|sslip)\.io$")]
    private static partial Regex Wildcard();
}

using System.Diagnostics;
using System.Net.NetworkInformation;

namespace Slipway.Testing.Egress;

/// <summary>Runs explicit tests of a test program again inside a network namespace of its own, in which every address of the world
/// is this machine itself: a request that should not have left really arrives, and nothing can leave the machine.</summary>
public static class NetworkNamespace
{
    /// <summary>Where the namespace's resolv.conf points: a test inside starts its <see cref="DnsServer"/> there.</summary>
    public const string NameServer = "127.0.0.53";

    // AnyIP: a local route for everything makes the kernel accept every unicast address as its own. Source addresses for
    // both families are needed besides, and link-local ones are not covered by routes. Names come from the test's server alone.
    private const string Setup = """
        set -e
        ip link set lo up
        ip addr add 93.184.216.34/32 dev lo
        ip -6 addr add 2606:2800:220:1::1/128 dev lo nodad
        ip -6 addr add fe80::1/64 dev lo nodad
        ip route add local 0.0.0.0/0 dev lo
        ip -6 route add local ::/0 dev lo
        ip route show table local > /dev/null
        echo "nameserver 127.0.0.53" > "$SETUP_DIR/resolv.conf"
        echo "127.0.0.1 localhost" > "$SETUP_DIR/hosts"
        echo "::1 ip6-localhost" >> "$SETUP_DIR/hosts"
        echo "hosts: files dns" > "$SETUP_DIR/nsswitch.conf"
        mount --bind "$SETUP_DIR/resolv.conf" /etc/resolv.conf
        mount --bind "$SETUP_DIR/hosts" /etc/hosts
        if [ -e /etc/nsswitch.conf ]; then mount --bind "$SETUP_DIR/nsswitch.conf" /etc/nsswitch.conf; fi
        exec "$@"
        """;

    /// <summary>True inside: there is no network interface but loopback.</summary>
    public static bool IsInside => NetworkInterface.GetAllNetworkInterfaces()
        .All(nic => nic.NetworkInterfaceType == NetworkInterfaceType.Loopback || nic.OperationalStatus != OperationalStatus.Up);

    /// <summary>Why this machine cannot make such a namespace; null when it can.</summary>
    public static async Task<string?> WhyImpossibleAsync(CancellationToken ct)
    {
        if (!OperatingSystem.IsLinux())
        {
            return "network namespaces exist on Linux alone";
        }

        try
        {
            var (code, output) = await RunAsync(["true"], ct);
            return code == 0 ? null : $"this machine lets no network namespace be made: {output.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "the program unshare (util-linux) is not installed";
        }
    }

    /// <summary>Runs the explicit tests of a class inside; exit code 0 when all passed.</summary>
    public static Task<(int ExitCode, string Output)> RunTestsAsync(Type testClass, CancellationToken ct)
    {
        var program = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? new[] { Environment.ProcessPath!, testClass.Assembly.Location }
            : [Environment.ProcessPath!];
        return RunAsync(
            [.. program, "-class", testClass.FullName!, "-explicit", "only", "-noColor", "-noLogo"], ct);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string[] command, CancellationToken ct)
    {
        var directory = Directory.CreateTempSubdirectory("slipway-netns-");
        try
        {
            var start = new ProcessStartInfo("unshare") { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["SETUP_DIR"] = directory.FullName;
            start.Environment["TESTINGPLATFORM_TELEMETRY_OPTOUT"] = "1";
            foreach (var argument in (string[])[.. Environment.UserName == "root" ? [] : (string[])["-r"], "-n", "-m", "sh", "-c", Setup, "sh", .. command])
            {
                start.ArgumentList.Add(argument);
            }

            using var process = Process.Start(start)!;
            await using var killed = ct.Register(() => process.Kill(entireProcessTree: true));
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var errors = process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}

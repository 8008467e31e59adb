using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Start;

/// <summary>A server that cannot start says which option to look at, and shows no stack.</summary>
public sealed class StartFailureTests : IDisposable
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private readonly TemporaryFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("database", "postgres://u:hush-hush@127.0.0.1:1/db")]
    [InlineData("master-key", "a passphrase")]
    [InlineData("admin-password", "short")]
    [InlineData("admin-api-key", "short")]
    [InlineData("data-dir", "/dev/null/data")]
    [InlineData("public-url", "http://models.example/?team=a")]
    [InlineData("public-url", "http://user:hush-hush@models.example/")]
    public async Task A_value_that_cannot_be_used_is_told_by_its_key(string option, string value)
    {
        var (status, output) = await RunAsync("--urls", "http://127.0.0.1:0", "--data-dir", _data.Path, "--" + option, value);

        Assert.Equal(2, status);
        var told = Assert.Single(output.Split('\n'), line => line.StartsWith("slipway-server: ", StringComparison.Ordinal));
        Assert.Contains(option, told, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("hush-hush", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_taken_is_told_and_the_first_key_is_not_lost()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var taken = $"http://{holder.LocalEndpoint}";

        var (status, output) = await RunAsync("--urls", taken, "--data-dir", _data.Path);

        Assert.Equal(2, status);
        Assert.Contains($"slipway-server: urls: Failed to bind to address {taken}", output, StringComparison.Ordinal);
        // The key is stored by now: the next start finds an admin and makes no other.
        Assert.Contains("First start: user 'admin' has this API key", output, StringComparison.Ordinal);
    }

    private async Task<(int Status, string Output)> RunAsync(params string[] options)
    {
        var start = new ProcessStartInfo(Repository.Executable("Slipway.Server"), options)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _data.Path,
        };
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(Ct);
            var errors = process.StandardError.ReadToEndAsync(Ct);
            await process.WaitForExitAsync(Ct).WaitAsync(TimeSpan.FromSeconds(60), Ct);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            process.Kill();
        }
    }
}

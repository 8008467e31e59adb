using System.Text;
using Slipway.Api.Runs;
using Slipway.ServerTests.Registry;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Runs;

/// <summary>The log of a run through the real command line.</summary>
public sealed class RunLogTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task F_9_a_file_or_a_pipe_gets_every_byte_of_a_log()
    {
        await using var scene = await RegistryScene.StartAsync(Ct);
        byte[] log =
        [
            0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 2_000).Select(i => $"\r{i,4}% ████"))),
            .. Encoding.UTF8.GetBytes(new string('€', 60_000)), 0xFF, 0xFE, 0x00, .. "\x1b[31mA\x1b[0m \x1b]0;title\a"u8, 0xE2, 0x82,
        ];
        var run = await LoggedAsync(scene, log);

        var got = await scene.CliAsync(Ct, "run", "logs", $"iris/{run}");

        Assert.Equal((0, ""), (got.ExitCode, got.Error));
        Assert.Equal(Convert.ToHexString(log), Convert.ToHexString(got.OutputBytes));
    }

    [Fact]
    public async Task F_9_a_terminal_gets_bars_and_colours_and_is_left_as_it_was()
    {
        await using var scene = await RegistryScene.StartAsync(Ct);
        var run = await LoggedAsync(scene, Encoding.UTF8.GetBytes($"\r 10% █\r 20% ██\n{new string('€', 20_000)}\x1b]52;c;cm0=\a\x1b[6n\n\x1b[31mred"));

        var got = await CliRun.StartInTerminalAsync(await scene.CliHomeAsync(Ct), ["run", "logs", $"iris/{run}"], Ct);

        Assert.Equal(0, got.ExitCode);
        // Before it stands what the runtime itself tells a terminal.
        Assert.EndsWith($"\r 10% █\r 20% ██\r\n{new string('€', 20_000)}\r\n\x1b[31mred\x1b[0m\r\n", got.Output, StringComparison.Ordinal);
    }

    private static async Task<string> LoggedAsync(RegistryScene scene, byte[] log)
    {
        var run = (await scene.Admin.Runs.CreateAsync("acme", "iris", new CreateRunRequest(), Ct)).Id;
        await scene.Admin.Runs.AppendLogAsync("acme", "iris", run, 0, log, Ct);
        return run;
    }
}

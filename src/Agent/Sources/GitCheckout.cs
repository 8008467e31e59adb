using System.Diagnostics;
using Slipway.Agent.Runners;

namespace Slipway.Agent.Sources;

/// <summary>Fetches one commit of a repository into a folder. The user of the agent is who git and ssh know.</summary>
internal sealed class GitCheckout(IReadOnlyDictionary<string, string> environment)
{
    private const int ToldErrorLength = 500;

    /// <summary>What git is told first, each time: no protocol but these two, no program from anywhere.</summary>
    private static readonly string[] Guard =
    [
        "-c", "protocol.allow=never", "-c", "protocol.https.allow=always", "-c", "protocol.ssh.allow=always",
        "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "submodule.recurse=false",
    ];

    /// <summary>The arguments of the clone.</summary>
    public static IReadOnlyList<string> CloneArguments(string remote, string folder) =>
        [.. Guard, "clone", "--no-checkout", "--no-recurse-submodules", "--quiet", "--", remote, folder];

    /// <summary>The arguments of fetching a commit that no branch reaches.</summary>
    public static IReadOnlyList<string> FetchArguments(string folder, string commit) =>
        ["-C", folder, .. Guard, "fetch", "--no-recurse-submodules", "--quiet", "--", "origin", commit];

    /// <summary>The arguments of the checkout.</summary>
    public static IReadOnlyList<string> CheckoutArguments(string folder, string commit) =>
        ["-C", folder, .. Guard, "checkout", "--quiet", "--detach", commit, "--"];

    /// <exception cref="StartFailedException">It cannot be had.</exception>
    public async Task RunAsync(string? remote, string? commit, string folder, CancellationToken ct)
    {
        if (GitRemote.Refusal(remote, commit) is { } refusal)
        {
            throw new StartFailedException(refusal);
        }

        await GitAsync(CloneArguments(remote!, folder), ct);
        try
        {
            await GitAsync(CheckoutArguments(folder, commit!), ct);
        }
        catch (StartFailedException)
        {
            await GitAsync(FetchArguments(folder, commit!), ct);
            await GitAsync(CheckoutArguments(folder, commit!), ct);
        }
    }

    private async Task GitAsync(IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_SSH_COMMAND"] = "ssh -oBatchMode=yes";
        Process git;
        try
        {
            git = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new StartFailedException($"git cannot be started on this host: {e.Message}.");
        }

        using (git)
        {
            git.StandardInput.Close();
            try
            {
                var output = git.StandardOutput.ReadToEndAsync(ct);
                var error = await git.StandardError.ReadToEndAsync(ct);
                await output;
                await git.WaitForExitAsync(ct);
                if (git.ExitCode != 0)
                {
                    var told = error.Trim();
                    throw new StartFailedException(
                        $"git failed: {(told.Length > ToldErrorLength ? told[^ToldErrorLength..] : told)}");
                }
            }
            catch (OperationCanceledException)
            {
                git.Kill(entireProcessTree: true);
                throw;
            }
        }
    }
}

using System.Diagnostics;
using System.Text.RegularExpressions;
using Slipway.Testing;

namespace Slipway.ServerTests.Guide;

/// <summary>Runs what the guide tells a reader to type, as one Bash session in a folder of its own.</summary>
internal sealed partial class GuideShell : IDisposable
{
    // What a page starts in the background ends with it.
    private const string Prologue = "set -euo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _replacements = [];

    public GuideShell()
    {
        Directory.CreateDirectory(_folder["bin"]);
        File.CreateSymbolicLink(_folder["bin/slipway"], Repository.Executable("Slipway.Cli", "slipway"));
        File.CreateSymbolicLink(_folder["bin/slipway-agent"], Repository.Executable("Slipway.Agent", "slipway-agent"));
        File.CreateSymbolicLink(_folder["docs"], Repository.PathOf("docs"));
    }

    /// <summary>A path in the folder where the commands run.</summary>
    public string PathOf(string name) => _folder[name];

    public void Write(string name, string content) => File.WriteAllText(_folder[name], content);

    /// <summary>What a reader would put in place of the page's example.</summary>
    public void Replace(string example, string own) => _replacements[example] = own;

    /// <summary>Runs all commands of a page, in order; each must succeed. Returns what they printed.</summary>
    public Task<string> RunPageAsync(string page, CancellationToken ct)
    {
        var blocks = Block().Matches(File.ReadAllText(Repository.PathOf(page))).Select(block => block.Groups[1].Value);
        return RunAsync(string.Join('\n', blocks), new Dictionary<string, string>(), ct);
    }

    /// <summary>Runs a Bash script; fails when it does.</summary>
    public async Task<string> RunAsync(string script, IReadOnlyDictionary<string, string> environment, CancellationToken ct)
    {
        foreach (var (example, own) in _replacements)
        {
            script = script.Replace(example, own, StringComparison.Ordinal);
        }
        var start = new ProcessStartInfo("bash", ["-c", Prologue + script])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("SLIPWAY_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }
        start.Environment["HOME"] = _folder.Path;
        start.Environment["XDG_CONFIG_HOME"] = _folder.Path;
        start.Environment["PATH"] = $"{_folder["bin"]}:{start.Environment["PATH"]}";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        using var bash = Process.Start(start)!;
        bash.StandardInput.Close();
        var output = bash.StandardOutput.ReadToEndAsync(ct);
        var error = bash.StandardError.ReadToEndAsync(ct);
        await bash.WaitForExitAsync(ct).WaitAsync(Patience, ct);
        Assert.True(bash.ExitCode == 0, $"{await output}\n{await error}");
        return await output;
    }

    public void Dispose() => _folder.Dispose();

    [GeneratedRegex("^```sh\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}

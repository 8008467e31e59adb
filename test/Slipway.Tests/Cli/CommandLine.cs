using Slipway.Cli;
using Slipway.Cli.Output;
using Slipway.Cli.Settings;
using Slipway.Testing;

namespace Slipway.Tests.Cli;

/// <summary>Runs the command line in this process, with a home of its own.</summary>
internal sealed class CommandLine : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public CliEnvironment Environment { get; set; }

    public CommandLine() => Environment = new CliEnvironment { ConfigFolder = _home["slipway"] };

    public string ConfigFile => _home["slipway/config.json"];

    public string Out { get; private set; } = "";

    public string Error { get; private set; } = "";

    public Task<int> RunAsync(params string[] args) => RunWithInputAsync("", args);

    public async Task<int> RunWithInputAsync(string input, params string[] args)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var terminal = new Terminal { In = new StringReader(input), Out = output, Error = error };
        try
        {
            return await SlipwayCli.RunAsync(args, terminal, Environment, TestContext.Current.CancellationToken);
        }
        finally
        {
            Out = output.ToString();
            Error = error.ToString();
        }
    }

    public void Dispose() => _home.Dispose();
}

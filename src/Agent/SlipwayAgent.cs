using System.CommandLine;
using System.CommandLine.Invocation;
using Slipway.Agent.Commands;
using Slipway.Agent.Settings;
using Slipway.Api.Commands;
using Slipway.Api.Http;
using Slipway.Api.Texts;

namespace Slipway.Agent;

/// <summary>The agent's command line, apart from the process it runs in.</summary>
internal sealed class SlipwayAgent(AgentEnvironment environment, TextReader input, TextWriter output, TextWriter error, TimeProvider time)
{
    /// <summary>Runs one command and answers its exit code, one of <see cref="ExitCodes"/>.</summary>
    public async Task<int> RunAsync(string[] args, CancellationToken ct)
    {
        // No response files: '@' begins many a value.
        var parsed = Root().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var wrong in parsed.Errors)
            {
                error.WriteLine($"slipway-agent: {wrong.Message}");
            }

            error.WriteLine("Try: slipway-agent --help");
            return ExitCodes.WrongUse;
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    Output = output,
                    Error = error,
                    ProcessTerminationTimeout = null,
                },
                ct);
        }
        catch (UsageException e)
        {
            error.WriteLine($"slipway-agent: {e.Message}");
            return ExitCodes.WrongUse;
        }
        catch (SlipwayApiException e)
        {
            error.WriteLine($"slipway-agent: {e.Message} ({e.Code ?? $"HTTP {(int)e.Status}"})");
            return ExitCodes.Failed;
        }
        catch (HttpRequestException e)
        {
            error.WriteLine($"slipway-agent: cannot reach the server: {CauseWords.Of(e.InnerException ?? e)}");
            error.WriteLine("Is it running, and is the address right? Another: --server URL");
            return ExitCodes.Failed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"slipway-agent: {e.Message}");
            return ExitCodes.Failed;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            error.WriteLine("slipway-agent: interrupted.");
            return ExitCodes.Failed;
        }
    }

    private RootCommand Root() => new(
        "Runs a team's jobs on this host: takes them from the queues of a Slipway server and tells it how they end.\n\n"
        + "Begin with: slipway-agent register --server URL --token-file FILE\n"
        + "Then:       slipway-agent run --queue NAME")
    {
        RegisterCommand.Build(environment, input, output),
        RunCommand.Build(environment, new Journal(error, time), time),
        InsideCommands.Enter(environment, error, time),
        InsideCommands.Supervise(time),
        InsideCommands.Init(environment),
    };
}

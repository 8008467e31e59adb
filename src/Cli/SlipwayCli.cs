using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Slipway.Api.Commands;
using Slipway.Cli.Commands;
using Slipway.Cli.Output;
using Slipway.Cli.Settings;

namespace Slipway.Cli;

/// <summary>The command line, apart from the process it runs in.</summary>
internal static class SlipwayCli
{
    /// <summary>Runs one command and answers its exit code, one of <see cref="ExitCodes"/>.</summary>
    public static async Task<int> RunAsync(
        string[] args, Terminal terminal, CliEnvironment environment, CancellationToken ct)
    {
        using var session = new CliSession(terminal, environment);
        var root = Root(session);

        // No response files: '@' begins many a value.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var error in Told(parsed))
            {
                terminal.Error.WriteLine($"slipway: {error.Message}");
            }

            terminal.Error.WriteLine($"Try: {PathOf(parsed.CommandResult.Command)} --help");
            return ExitCodes.WrongUse;
        }

        try
        {
            var invocation = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                Output = terminal.Out,
                Error = terminal.Error,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(invocation, ct);
        }
        catch (Exception e) when (Failure.Explain(e, session, ct) is { } failure)
        {
            foreach (var line in failure.Lines)
            {
                terminal.Error.WriteLine(line);
            }

            return failure.ExitCode;
        }
        finally
        {
            await terminal.Out.FlushAsync(CancellationToken.None);
        }
    }

    internal static RootCommand Root(CliSession session)
    {
        var root = new RootCommand(
            "Publishes models to a Slipway registry, moves aliases and sets up what happens then.\n\n"
            + "Begin with: slipway login http://127.0.0.1:8420");
        root.Options.Add(GlobalOptions.Server);
        root.Options.Add(GlobalOptions.Team);
        foreach (var command in (IEnumerable<Command>)
        [
            .. LoginCommands.Build(session),
            PublishCommand.Build(session),
            .. LinkCommands.Build(session),
            .. ModelCommands.Build(session),
            DownloadCommand.Build(session),
            SecretCommands.Build(session),
            WebhookCommands.Build(session),
            AutomationCommands.Build(session),
            DeliveryCommands.Build(session),
            QueueCommands.Build(session),
            JobCommands.Build(session),
            LaunchCommand.Build(session),
            ItemCommands.Build(session),
            RunCommands.Build(session),
            AgentCommands.Build(session),
            EventsCommand.Build(session),
            .. AccessCommands.Build(session),
        ])
        {
            root.Subcommands.Add(command);
        }

        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    // After a word that is no command, that a command is missing too is no news.
    private static IEnumerable<ParseError> Told(ParseResult parsed)
    {
        var unknown = parsed.Errors.Where(error => parsed.UnmatchedTokens.Any(word => error.Message.Contains($"'{word}'", StringComparison.Ordinal))).ToArray();
        return parsed.CommandResult.Command.Subcommands.Count > 0 && unknown.Length > 0 ? unknown : parsed.Errors;
    }

    private static string PathOf(Command command)
    {
        var names = new List<string>();
        for (Command? at = command; at is not null and not RootCommand; at = at.Parents.OfType<Command>().FirstOrDefault())
        {
            names.Insert(0, at.Name);
        }

        return string.Join(' ', ["slipway", .. names]);
    }
}

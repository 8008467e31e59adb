using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Slipway.Api.Commands;
using Slipway.Api.Texts;
using Slipway.Cli.Output;

namespace Slipway.Cli.Commands;

/// <summary>Small words in which the commands are written.</summary>
internal static class CommandBuilding
{
    /// <summary>A command with its examples in the help text.</summary>
    public static Command New(string name, string description, params ReadOnlySpan<string> examples) =>
        new CommandWithExamples(name, description, examples.ToArray());

    /// <summary>A command that only has commands under it.</summary>
    public static Command Group(string name, string description, params ReadOnlySpan<Command> commands)
    {
        var group = new Command(name, description);
        foreach (var command in commands)
        {
            group.Subcommands.Add(command);
        }

        return group;
    }

    public static Argument<string> Name(string name, string description) => new(name) { Description = description };

    public static Option<string?> Text(string name, string description, string helpName) =>
        new(name) { Description = description, HelpName = helpName };

    public static Option<string[]> Many(string name, string description, string helpName) =>
        new(name) { Description = description, HelpName = helpName, DefaultValueFactory = _ => [] };

    /// <summary>The command with these arguments and options, in this order.</summary>
    public static Command With(this Command command, params ReadOnlySpan<Symbol> symbols)
    {
        foreach (var symbol in symbols)
        {
            switch (symbol)
            {
                case Argument argument:
                    command.Arguments.Add(argument);
                    break;
                case Option option:
                    command.Options.Add(option);
                    break;
                case Command sub:
                    command.Subcommands.Add(sub);
                    break;
            }
        }

        return command;
    }

    /// <summary>The command with an action that prints one result, as JSON when asked.</summary>
    public static Command AsResult<T>(
        this Command command,
        CliSession session,
        Func<ParseResult, CancellationToken, Task<T>> act,
        Action<Terminal, T> tell)
    {
        command.Options.Add(GlobalOptions.Json);
        command.SetAction(async (parsed, ct) =>
        {
            var result = await act(parsed, ct);
            if (parsed.GetValue(GlobalOptions.Json))
            {
                JsonOutput.Write(session.Terminal, result);
            }
            else
            {
                tell(session.Terminal, result);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>The command with an action that has no result but that it was done.</summary>
    public static Command AsDeed(this Command command, CliSession session, Func<ParseResult, CancellationToken, Task<string>> act)
    {
        command.SetAction(async (parsed, ct) =>
        {
            session.Terminal.Say(await act(parsed, ct));
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>The command with an action that answers its own exit code.</summary>
    public static Command Acting(this Command command, Func<ParseResult, CancellationToken, Task<int>> act)
    {
        command.SetAction(act);
        return command;
    }

    /// <summary>One of a few words. Throws <see cref="UsageException"/> when it is none of them.</summary>
    public static T Word<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(ParseResult parsed, Option<string> option)
        where T : struct, Enum => Word<T>(parsed.GetRequiredValue(option), option);

    /// <summary>As above, of an option that may be left out.</summary>
    public static T Word<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(ParseResult parsed, Option<string?> option, T otherwise)
        where T : struct, Enum => parsed.GetValue(option) is { } word ? Word<T>(word, option) : otherwise;

    /// <summary>Any of a few words. Throws <see cref="UsageException"/> when one is none of them.</summary>
    public static T[] Words<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(ParseResult parsed, Option<string[]> option)
        where T : struct, Enum => [.. parsed.GetRequiredValue(option).Select(word => Word<T>(word, option))];

    private static T Word<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(string word, Option option)
        where T : struct, Enum => EnumWords.Find<T>(word) ?? throw new UsageException($"{option.Name} is {EnumWords.Choice<T>()}.");
}

using System.CommandLine;
using Slipway.Api.Clients;
using Slipway.Api.Commands;
using Slipway.Cli.Output;

namespace Slipway.Cli.Commands;

/// <summary>A command that prints a list: all take <c>--json</c> and <c>--limit</c>, and say when there is more.</summary>
internal static class ListCommand
{
    /// <summary>Gives a command the action of a list.</summary>
    /// <param name="command">The command, with its own options.</param>
    /// <param name="session">Where to ask.</param>
    /// <param name="fetch">Asks; the number is the page size.</param>
    /// <param name="empty">What to say, and to do, when there is nothing.</param>
    /// <param name="columns">What to show to people.</param>
    public static Command AsList<T>(
        this Command command,
        CliSession session,
        Func<SlipwayClient, ParseResult, int, CancellationToken, IAsyncEnumerable<T>> fetch,
        string empty,
        params IReadOnlyList<Column<T>> columns)
    {
        command.AddListOptions();
        command.SetAction((parsed, ct) => PrintAsync(
            session, parsed, (size, stop) => fetch(session.Connect(parsed), parsed, size, stop), empty, columns, ct));
        return command;
    }

    /// <summary>The options that <see cref="PrintAsync"/> reads.</summary>
    public static void AddListOptions(this Command command)
    {
        command.Options.Add(GlobalOptions.Json);
        command.Options.Add(GlobalOptions.Limit);
    }

    /// <summary>Prints a list and answers the exit code.</summary>
    public static async Task<int> PrintAsync<T>(
        CliSession session,
        ParseResult parsed,
        Func<int, CancellationToken, IAsyncEnumerable<T>> fetch,
        string empty,
        IReadOnlyList<Column<T>> columns,
        CancellationToken ct)
    {
        var limit = parsed.GetValue(GlobalOptions.Limit);
        var items = new List<T>();
        var isMore = false;
        await foreach (var item in fetch(Math.Min(limit, 500), ct))
        {
            if (items.Count == limit)
            {
                isMore = true;
                break;
            }

            items.Add(item);
        }

        if (parsed.GetValue(GlobalOptions.Json))
        {
            JsonOutput.WriteAll(session.Terminal, items);
        }
        else if (items.Count == 0)
        {
            session.Terminal.Remark(empty);
        }
        else
        {
            Listing.Write(session.Terminal, items, columns);
        }

        if (isMore)
        {
            session.Terminal.Remark($"There are more than {limit}: give a greater --limit.");
        }

        return ExitCodes.Done;
    }
}

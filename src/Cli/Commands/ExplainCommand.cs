using System.CommandLine;
using Slipway.Api.Automations;
using Slipway.Cli.Output;
using static Slipway.Cli.Commands.CommandBuilding;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway events explain ID</c></summary>
internal static class ExplainCommand
{
    private static readonly IReadOnlyList<Column<AutomationExplanationBody>> Columns =
    [
        new("AUTOMATION", one => one.Deleted ? $"{one.Automation} (deleted)" : one.Automation),
        new("THEN", one => one.Then.Code),
        new("TODAY", one => one.Now?.Code),
        new("EXECUTION", one => one.Execution?.Id),
        new("WHY", one => one.Then.Detail),
    ];

    public static Command Build(CliSession session)
    {
        var id = Name("ID", "The event's id, as 'slipway events' shows it");
        return New(
            "explain",
            "Says of every automation why it did or did not answer an event: as it stood then, and what it would do today.",
            "slipway events explain 4711",
            "slipway events explain 4711 --json | jq '.automations[] | select(.automation == \"deploy\")'")
            .With(id)
            .AsResult(session, (parsed, ct) => session.Connect(parsed).Events.ExplainAsync(session.Team(parsed), parsed.GetRequiredValue(id), ct), Tell);
    }

    private static void Tell(Terminal terminal, EventExplanationResponse explained)
    {
        terminal.Say($"{explained.Event.Type}  {explained.Event.Actor}  {Human.Time(explained.Event.At)}");
        if (explained.Automations.Count == 0)
        {
            terminal.Remark("The team has no automation. Make one: slipway automation create");
            return;
        }

        Listing.Write(terminal, explained.Automations, Columns);
    }
}

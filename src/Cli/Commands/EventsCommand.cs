using System.CommandLine;
using Slipway.Api.Commands;
using Slipway.Api.Events;
using Slipway.Cli.Output;
using static Slipway.Cli.Commands.CommandBuilding;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway events [-f]</c>, and <c>slipway events explain ID</c> below it.</summary>
internal static class EventsCommand
{
    private static readonly IReadOnlyList<Column<EventResponse>> Columns =
    [
        new("NUMBER", occurred => occurred.Number is { } number ? Human.Number(number) : ""),
        new("AT", occurred => Human.Time(occurred.At)),
        new("WHO", occurred => occurred.Actor),
        new("TYPE", occurred => occurred.Type),
        new("WHERE", Where),
        new("ALIAS OR TAG", occurred => occurred.Alias ?? occurred.Tag),
        new("ID", occurred => occurred.Id),
    ];

    public static Command Build(CliSession session)
    {
        var follow = new Option<bool>("--follow", "-f") { Description = "Print events as they happen, until interrupted" };
        var after = new Option<long?>("--after") { Description = "Only events behind this number", HelpName = "NUMBER" };
        var type = Text("--type", "Only events of this type", "TYPE");
        var model = Text("--model", "Only events of this registered model", "MODEL");
        var command = New(
            "events",
            "Lists the team's events, newest first. With -f and --json one JSON object a line.",
            "slipway events --type ADD_ARTIFACT_ALIAS --model Iris",
            "slipway events -f --json | jq .alias")
            .With(follow, after, type, model);
        command.AddListOptions();
        command.Subcommands.Add(ExplainCommand.Build(session));
        command.SetAction((parsed, ct) =>
        {
            var client = session.Connect(parsed);
            var team = session.Team(parsed);
            return parsed.GetValue(follow)
                ? FollowAsync(
                    session,
                    client.Events.FollowAsync(team, parsed.GetValue(after), ct).Where(occurred =>
                        (parsed.GetValue(type) is not { } wanted || wanted == occurred.Type)
                        && (parsed.GetValue(model) is not { } name || name == occurred.RegisteredModel)),
                    parsed.GetValue(GlobalOptions.Json),
                    ct)
                : ListCommand.PrintAsync(
                    session,
                    parsed,
                    (size, stop) => client.Events.ListAsync(
                        team, parsed.GetValue(after), parsed.GetValue(type), parsed.GetValue(model), size, stop),
                    "No event yet. Watch for the next: slipway events -f",
                    Columns,
                    ct);
        });
        return command;
    }

    private static async Task<int> FollowAsync(
        CliSession session, IAsyncEnumerable<EventResponse> events, bool asJson, CancellationToken ct)
    {
        try
        {
            await foreach (var occurred in events)
            {
                if (asJson)
                {
                    JsonOutput.WriteLine(session.Terminal, occurred);
                }
                else
                {
                    session.Terminal.Say(string.Join("  ", Columns.Select(column => column.Text(occurred)).Where(text => text is { Length: > 0 })));
                }

                await session.Terminal.Out.FlushAsync(ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The way this ends.
        }

        return ExitCodes.Done;
    }

    private static string Where(EventResponse occurred)
    {
        if (occurred.Project is null)
        {
            return occurred.Team;
        }

        var name = occurred.RegisteredModel ?? occurred.Artifact ?? occurred.Run;
        return $"{occurred.Project}/{name}{(occurred.Version is null ? "" : ":" + occurred.Version)}";
    }
}

using System.CommandLine;
using Slipway.Api.Queues;
using Slipway.Cli.Output;
using static Slipway.Cli.Commands.CommandBuilding;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway item show | cancel | rerun | priority</c></summary>
internal static class ItemCommands
{
    public static Command Build(CliSession session) => Group(
        "item", "Items of queues", Show(session), Cancel(session), Rerun(session), Priority(session));

    private static Command Show(CliSession session)
    {
        var id = Name("ID", "The item's id");
        return New("show", "Shows an item with its attempts and every step of its life.")
            .With(id)
            .AsResult(
                session,
                (parsed, ct) => session.Connect(parsed).Queues.GetItemAsync(session.Team(parsed), parsed.GetRequiredValue(id), ct),
                Tell);
    }

    private static Command Cancel(CliSession session)
    {
        var id = Name("ID", "The item's id");
        return New("cancel", "Ends an item: one that waits at once, one that runs as soon as its agent has ended it.")
            .With(id)
            .AsDeed(session, async (parsed, ct) =>
            {
                var item = await session.Connect(parsed).Queues.CancelAsync(session.Team(parsed), parsed.GetRequiredValue(id), ct);
                return item.State == ItemStates.Cancelled ? $"Cancelled {item.Id}." : $"{item.Id} is {item.State}; its agent {item.Agent} was told to end it.";
            });
    }

    private static Command Rerun(CliSession session)
    {
        var id = Name("ID", "The item's id");
        return New("rerun", "Queues the same once more: the same version of the job, the same overrides and inputs.")
            .With(id)
            .AsResult(
                session,
                (parsed, ct) => session.Connect(parsed).Queues.RerunAsync(session.Team(parsed), parsed.GetRequiredValue(id), ct),
                (terminal, item) => terminal.Say($"Queued {item.Id} as run {item.Project}/{item.Run}."));
    }

    private static Command Priority(CliSession session)
    {
        var id = Name("ID", "The item's id");
        var priority = new Argument<int>("PRIORITY") { Description = "0 critical, 1 high, 2 medium, 3 low" };
        return New("priority", "Moves an item that waits forward or back.")
            .With(id, priority)
            .AsDeed(session, async (parsed, ct) =>
            {
                var item = await session.Connect(parsed).Queues.SetPriorityAsync(
                    session.Team(parsed), parsed.GetRequiredValue(id), parsed.GetRequiredValue(priority), ct);
                return $"{item.Id} has priority {item.Priority}.";
            });
    }

    private static void Tell(Terminal terminal, ItemDetailResponse item)
    {
        terminal.Say($"{item.Id} in {item.Queue}: {item.State}{(item.Reason is null ? "" : $", {item.Reason}")}");
        terminal.Say($"  job {item.Job}:{item.JobVersion}, run {item.Project}/{item.Run}, priority {item.Priority}, by {item.CreatedBy}");
        if (item.Cause?.Automation is { } automation)
        {
            terminal.Say($"  automation {automation} answered event {item.Cause.Event}");
        }
        foreach (var attempt in item.Tries)
        {
            terminal.Say($"  attempt {attempt.Attempt} on {attempt.Agent}: {attempt.State}{(attempt.ExitCode is { } code ? $", exit code {code}" : "")}"
                + (attempt.Reason is null ? "" : $", {attempt.Reason}"));
        }
        foreach (var step in item.Timeline)
        {
            terminal.Say($"  {Human.Time(step.At)}  {step.From ?? "-"} > {step.To}  {step.Actor}{(step.Reason is null ? "" : $"  {step.Reason}")}");
        }
    }
}

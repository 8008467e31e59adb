using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api.Queues;
using Slipway.Api.Texts;
using Slipway.Cli.Output;
using static Slipway.Cli.Commands.CommandBuilding;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway queue create | list | show | pause | resume | delete | items | stats</c></summary>
internal static class QueueCommands
{
    public static Command Build(CliSession session) => Group(
        "queue",
        "Queues: where runs wait for an agent",
        Create(session),
        List(session),
        Show(session),
        Pause(session),
        Resume(session),
        Delete(session),
        Items(session),
        Stats(session));

    private static Command Create(CliSession session)
    {
        var name = Name("NAME", "Unique in the team");
        var resource = new Option<string>("--resource")
        {
            Description = "process, docker, kubernetes or sagemaker",
            HelpName = "RESOURCE",
            Required = true,
        };
        var description = Text("--description", "What it is for", "TEXT");
        var config = Text("--config-file", "A JSON file with the resource arguments of every item; {{name}} stands for a variable", "FILE");
        var variables = Text("--variables-file", "A JSON file: variable name to its JSON Schema", "FILE");
        var concurrency = new Option<int?>("--max-concurrency") { Description = "How many may run at once", HelpName = "N" };
        var queued = new Option<int?>("--max-queued") { Description = "How many may wait", HelpName = "N" };
        var label = Many("--label", "What an agent must have (repeatable)", "LABEL");
        var retry = new Option<bool>("--retry-lost") { Description = "Try again when an agent falls silent; it kills the run before its lease ends" };
        var allow = Many("--allow", "A resource argument allowed beyond the safe list (repeatable)", "ARGUMENT");
        return New(
            "create",
            "Creates a queue. For team admins.",
            "slipway queue create cpu --resource process --max-concurrency 2",
            "slipway queue create gpu --resource docker --label gpu --config-file gpu.json")
            .With(name, resource, description, config, variables, concurrency, queued, label, retry, allow)
            .AsResult(
                session,
                (parsed, ct) => session.Connect(parsed).Queues.CreateAsync(
                    session.Team(parsed),
                    new QueueSettings
                    {
                        Name = parsed.GetRequiredValue(name),
                        Resource = Word<QueueResource>(parsed, resource),
                        Description = parsed.GetValue(description),
                        Config = JsonArguments.Read("--config", parsed.GetValue(config), []),
                        TemplateVariables = VariablesOf(JsonArguments.Read("--variables", parsed.GetValue(variables), [])),
                        MaxConcurrency = parsed.GetValue(concurrency),
                        MaxQueued = parsed.GetValue(queued),
                        Labels = parsed.GetRequiredValue(label),
                        LostPolicy = parsed.GetValue(retry) ? LostPolicy.Retry : LostPolicy.Fail,
                        AllowedArguments = parsed.GetRequiredValue(allow),
                    },
                    ct),
                (terminal, queue) =>
                {
                    terminal.Say($"Created {queue.Name}.");
                    Warn(terminal, queue);
                });
    }

    private static Command List(CliSession session) =>
        New("list", "Lists the team's queues.").AsList(
            session,
            (client, parsed, size, ct) => client.Queues.ListAsync(session.Team(parsed), size, ct),
            "No queue. An admin creates one: slipway queue create NAME --resource process.",
            [
                new("NAME", queue => queue.Name),
                new("RESOURCE", queue => EnumWords.Of(queue.Resource)),
                new("QUEUED", queue => Human.Number(queue.Queued)),
                new("ACTIVE", queue => Human.Number(queue.Active)),
                new("LIMIT", queue => queue.MaxConcurrency is { } most ? Human.Number(most) : null),
                new("LIVE AGENTS", queue => Human.Number(queue.LiveAgents)),
                new("STATE", queue => queue.Paused ? "paused" : "open"),
            ]);

    private static Command Show(CliSession session)
    {
        var name = Name("NAME", "The queue's name");
        return New("show", "Shows a queue.")
            .With(name)
            .AsResult(
                session,
                (parsed, ct) => session.Connect(parsed).Queues.GetAsync(session.Team(parsed), parsed.GetRequiredValue(name), ct),
                (terminal, queue) =>
                {
                    Warn(terminal, queue);
                    JsonOutput.Write(terminal, queue);
                });
    }

    private static Command Pause(CliSession session)
    {
        var name = Name("NAME", "The queue's name");
        var note = Text("--note", "Shown to people while it is paused: until when, whom to ask", "TEXT");
        return New("pause", "Lets nothing be claimed from now on; what runs goes on.", "slipway queue pause cpu --note \"New disks, back on Monday\"")
            .With(name, note)
            .AsDeed(session, (parsed, ct) => SwitchAsync(session, parsed, name, parsed.GetValue(note) is { } text
                ? new JsonObject { ["paused"] = true, ["pauseNote"] = text }
                : new JsonObject { ["paused"] = true }, ct));
    }

    private static Command Resume(CliSession session)
    {
        var name = Name("NAME", "The queue's name");
        return New("resume", "Lets items be claimed again.")
            .With(name)
            .AsDeed(session, (parsed, ct) => SwitchAsync(session, parsed, name, new JsonObject { ["paused"] = false }, ct));
    }

    private static async Task<string> SwitchAsync(CliSession session, ParseResult parsed, Argument<string> name, JsonObject change, CancellationToken ct)
    {
        var queue = await session.Connect(parsed).Queues.PatchAsync(session.Team(parsed), parsed.GetRequiredValue(name), change, ct);
        return $"{queue.Name} is {(queue.Paused ? "paused" : "open")}.";
    }

    private static Command Delete(CliSession session)
    {
        var name = Name("NAME", "The queue's name");
        return New("delete", "Deletes a queue. What ended in it stays to be seen.")
            .With(name, GlobalOptions.Force)
            .AsDeed(session, async (parsed, ct) =>
            {
                var queue = parsed.GetRequiredValue(name);
                await session.Connect(parsed).Queues.DeleteAsync(session.Team(parsed), queue, parsed.GetValue(GlobalOptions.Force), ct);
                return $"Deleted {queue}.";
            });
    }

    private static Command Items(CliSession session)
    {
        var name = Name("NAME", "The queue's name");
        var state = Text("--state", "queued, claimed, starting, running, succeeded, failed, cancelled, expired or lost", "STATE");
        return New("items", "Lists the items of a queue, and why those that wait do.", "slipway queue items cpu --state queued")
            .With(name, state)
            .AsList(
                session,
                (client, parsed, size, ct) => client.Queues.ListItemsAsync(
                    session.Team(parsed), parsed.GetRequiredValue(name), parsed.GetValue(state), size, ct),
                "No item. Queue one: slipway launch JOB --queue NAME --project PROJECT.",
                [
                    new("ID", item => item.Id),
                    new("STATE", item => item.State),
                    new("REASON", item => item.Reason),
                    new("PRIORITY", item => Human.Number(item.Priority)),
                    new("JOB", item => $"{item.Job}:{item.JobVersion}"),
                    new("PROJECT", item => item.Project),
                    new("RUN", item => item.Run),
                    new("AGENT", item => item.Agent),
                    new("BY", item => item.CreatedBy),
                    new("AT", item => Human.Time(item.CreatedAt)),
                ]);
    }

    private static Command Stats(CliSession session)
    {
        var name = Name("NAME", "The queue's name");
        return New("stats", "Shows what waits for what, how long, and what failed lately.")
            .With(name)
            .AsResult(
                session,
                (parsed, ct) => session.Connect(parsed).Queues.StatisticsAsync(session.Team(parsed), parsed.GetRequiredValue(name), null, ct),
                (terminal, stats) =>
                {
                    terminal.Say($"Waiting: {(stats.Depth.Count == 0 ? "nothing" : Human.List(stats.Depth.Select(one => $"{one.Value} {one.Key}")))}");
                    terminal.Say($"Active: {stats.Active} of {stats.Slots} slots");
                    foreach (var minute in stats.Minutes)
                    {
                        terminal.Say($"{Human.Time(minute.At)}  {minute.Enqueued} queued, {minute.Claimed} claimed, {minute.Succeeded} succeeded, {minute.Failed} failed, {minute.Lost} lost");
                    }
                    foreach (var item in stats.Errors)
                    {
                        terminal.Say($"{item.Id} {item.State}: {item.Reason}");
                    }
                });
    }

    private static void Warn(Terminal terminal, QueueResponse queue)
    {
        if (queue.Warning is { } warning)
        {
            terminal.Remark($"Warning: {warning}");
        }
    }

    private static TemplateVariableBody[] VariablesOf(JsonElement? variables) => variables is { } given
        ? [.. given.EnumerateObject().Select(one => new TemplateVariableBody { Name = one.Name, Schema = one.Value })]
        : [];
}

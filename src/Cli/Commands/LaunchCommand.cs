using System.CommandLine;
using Slipway.Api.Clients;
using Slipway.Api.Commands;
using Slipway.Api.Queues;
using Slipway.Cli.Output;
using static Slipway.Cli.Commands.CommandBuilding;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway launch JOB --queue Q --project P</c></summary>
internal static class LaunchCommand
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    public static Command Build(CliSession session)
    {
        var job = Name("JOB", "team/project/name, with :v3 or an alias; the newest version when none is named");
        var queue = new Option<string>("--queue") { Description = "The queue", HelpName = "NAME", Required = true };
        var project = new Option<string>("--project") { Description = "Where the run goes", HelpName = "NAME", Required = true };
        var config = Many("--config", "A value of the run config; JSON is taken as such, wandb-artifact://... becomes an input (repeatable)", "k=v");
        var configFile = Text("--config-file", "A JSON file with the run config", "FILE");
        var argument = Many("--arg", "An argument, instead of the job's (repeatable)", "ARG");
        var entryPoint = Many("--entry-point", "A word of the command, instead of the job's (repeatable)", "WORD");
        var variable = Many("--set-var", "A template variable of the queue (repeatable)", "k=v");
        var priority = new Option<int?>("--priority") { Description = "0 critical, 1 high, 2 medium, 3 low", HelpName = "N" };
        var name = Text("--name", "What to call the run", "NAME");
        var wait = new Option<bool>("--wait") { Description = "Wait until it has ended; answers 1 unless it succeeded" };
        return New(
            "launch",
            "Queues a run of a job.",
            "slipway launch vision/iris/train --queue cpu --project iris --config epochs=3 --wait")
            .With(job, queue, project, config, configFile, argument, entryPoint, variable, priority, name, wait, GlobalOptions.Json)
            .Acting(async (parsed, ct) =>
            {
                var target = Target.Parse(parsed.GetRequiredValue(job), () => session.Team(parsed));
                var (arguments, words) = (parsed.GetRequiredValue(argument), parsed.GetRequiredValue(entryPoint));
                var client = session.Connect(parsed);
                var team = session.Team(parsed);
                var item = await client.Queues.EnqueueAsync(
                    team,
                    parsed.GetRequiredValue(queue),
                    new EnqueueItemRequest
                    {
                        Job = $"{target.Team}/{target.Project}/{target.Name}",
                        JobVersion = target.Version,
                        Project = parsed.GetRequiredValue(project),
                        Overrides = new OverridesBody
                        {
                            Args = arguments.Length == 0 ? null : arguments,
                            EntryPoint = words.Length == 0 ? null : words,
                            RunConfig = JsonArguments.Read("--config", parsed.GetValue(configFile), parsed.GetRequiredValue(config)),
                        },
                        TemplateVariables = JsonArguments.Read("--set-var", null, parsed.GetRequiredValue(variable)),
                        Priority = parsed.GetValue(priority),
                        RunName = parsed.GetValue(name),
                    },
                    ct);
                var json = parsed.GetValue(GlobalOptions.Json);
                if (!json)
                {
                    session.Terminal.Say($"Queued {item.Id} as run {item.Project}/{item.Run}{(item.Reason is null ? "" : $"; it waits: {item.Reason}")}.");
                }
                if (parsed.GetValue(wait))
                {
                    item = await WaitAsync(session, client, team, item, ct);
                }
                if (json)
                {
                    JsonOutput.Write(session.Terminal, item);
                }
                return !parsed.GetValue(wait) || item.State == ItemStates.Succeeded ? ExitCodes.Done : ExitCodes.Failed;
            });
    }

    private static async Task<ItemResponse> WaitAsync(CliSession session, SlipwayClient client, string team, ItemResponse item, CancellationToken ct)
    {
        var told = item.State;
        using var timer = new PeriodicTimer(LookEvery);
        do
        {
            var now = await client.Queues.GetItemAsync(team, item.Id, ct);
            item = item with { State = now.State, Reason = now.Reason, Agent = now.Agent, Attempts = now.Attempts, StartedAt = now.StartedAt, EndedAt = now.EndedAt, ExitCode = now.ExitCode };
            if (now.State != told)
            {
                told = now.State;
                session.Terminal.Remark($"{item.Id} is {now.State}{(now.Reason is null ? "" : $": {now.Reason}")}");
            }
        }
        while (item.EndedAt is null && await timer.WaitForNextTickAsync(ct));
        return item;
    }
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Api.Automations;
using Slipway.Api.Events;
using Slipway.Api.Texts;
using Slipway.Cli.Output;
using static Slipway.Cli.Commands.CommandBuilding;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway automation create | list | show | delete | preview | history | enable | disable</c></summary>
internal static class AutomationCommands
{
    public static Command Build(CliSession session) => Group(
        "automation",
        "Automations: what happens when something happens",
        Create(session),
        List(session),
        Show(session),
        Preview(session),
        History(session),
        Switch(session, "enable", "Lets it match events again.", true),
        Switch(session, "disable", "Lets it match nothing from now on.", false),
        Delete(session));

    private static Command Create(CliSession session)
    {
        var name = Name("NAME", "Unique in the team");
        var definition = new AutomationDefinition();
        var command = New(
            "create",
            "Creates an automation: an event, where it happens, and the webhook that is told or the job that is launched.",
            "slipway automation create deploy --event ADD_ARTIFACT_ALIAS --alias-pattern '^production$' --model Iris \\",
            "    --webhook ci --payload '{\"version\": \"${artifact_version_string}\"}'",
            "slipway automation create evaluate --event LINK_ARTIFACT --model Iris --queue cpu --job vision/iris/evaluate --project iris \\",
            "    --overrides '{\"runConfig\": {\"model\": \"${artifact_version}\"}}'",
            "slipway automation create tell --on-metric 'accuracy >= 0.9' --runs-of iris --webhook ci",
            "slipway automation create deploy --file automation.json")
            .With(name);
        return definition.AddTo(command).AsResult(
            session,
            (parsed, ct) => session.Connect(parsed).Automations.CreateAsync(
                session.Team(parsed), definition.Read(parsed, parsed.GetRequiredValue(name)), ct),
            (terminal, created) =>
            {
                terminal.Say($"Created {created.Name}. What it would have done: slipway automation preview --name {created.Name}");
                if (created.Warning is { } warning)
                {
                    terminal.Remark(warning);
                }
            });
    }

    private static Command List(CliSession session)
    {
        var model = Text("--model", "Only those that stand on this registered model", "MODEL");
        return New("list", "Lists the team's automations.")
            .With(model)
            .AsList(
                session,
                (client, parsed, size, ct) =>
                    client.Automations.ListAsync(session.Team(parsed), parsed.GetValue(model), size, ct),
                "No automation. Create one: slipway automation create NAME --event TYPE --webhook NAME.",
                [
                    new("NAME", automation => automation.Name),
                    new("EVENT", automation => EnumWords.Of(automation.Event.Type)),
                    new("PATTERN", automation => ConditionOf(automation.Event)),
                    new("SCOPE", automation => automation.Scope.Name ?? EnumWords.Of(automation.Scope.Type)),
                    new("ACTION", automation => automation.Action.Type),
                    new("TARGET", automation => (automation.Action as WebhookAction)?.Webhook ?? (automation.Action as LaunchAction)?.Job),
                    new("QUEUE", automation => (automation.Action as LaunchAction)?.Queue),
                    new("ENABLED", automation => automation.Enabled ? "yes" : $"no {automation.DisabledReason}".TrimEnd()),
                ]);
    }

    private static Command Show(CliSession session)
    {
        var name = Name("NAME", "The automation's name");
        return New("show", "Shows an automation, in the form that --file takes.")
            .With(name)
            .AsResult(
                session,
                (parsed, ct) => session.Connect(parsed).Automations.GetAsync(
                    session.Team(parsed), parsed.GetRequiredValue(name), ct),
                JsonOutput.Write);
    }

    private static Command Preview(CliSession session)
    {
        var name = Text("--name", "Preview this automation as it stands", "NAME");
        var occurred = Text("--event-id", "Try this one event", "ID");
        var since = new Option<DateTimeOffset?>("--since")
        {
            Description = "Try all events since then, such as 2026-11-01 (the last day)",
            HelpName = "TIME",
        };
        var definition = new AutomationDefinition();
        var command = New(
            "preview",
            "Shows which past events an automation would have answered, and with what. Nothing is saved or sent.",
            "slipway automation preview --name deploy --since 2026-11-01",
            "slipway automation preview --event ADD_ARTIFACT_ALIAS --webhook ci --payload-file payload.json")
            .With(name, occurred, since);
        return definition.AddTo(command).AsResult(
            session,
            async (parsed, ct) =>
            {
                var client = session.Connect(parsed);
                var automation = parsed.GetValue(name) is { } existing
                    ? await client.Automations.GetAsync(session.Team(parsed), existing, ct)
                    : definition.Read(parsed, null);
                var request = new PreviewAutomationRequest
                {
                    Automation = automation,
                    Event = parsed.GetValue(occurred),
                    Since = parsed.GetValue(since),
                };
                return await client.Automations.PreviewAsync(session.Team(parsed), request, ct);
            },
            Tell);
    }

    private static Command History(CliSession session)
    {
        var name = Name("NAME", "The automation's name");
        var state = Text("--state", "pending, finished, failed or skipped", "STATE");
        return New("history", "Shows what an automation did.", "slipway automation history deploy --state failed")
            .With(name, state)
            .AsList(
                session,
                (client, parsed, size, ct) => client.Automations.ListExecutionsAsync(
                    session.Team(parsed), parsed.GetRequiredValue(name), parsed.GetValue(state), size, ct),
                "It has not answered any event yet. What it would have done: slipway automation preview --name NAME.",
                [
                    new("ID", execution => execution.Id),
                    new("AT", execution => Human.Time(execution.At)),
                    new("EVENT", execution => execution.Event),
                    new("STATE", execution => execution.State),
                    new("DELIVERY", execution => execution.Delivery),
                    new("ITEM", execution => execution.Item),
                    new("RUN", execution => execution.Run),
                    new("REASON", execution => execution.Reason),
                ]);
    }

    private static Command Switch(CliSession session, string verb, string description, bool enabled)
    {
        var name = Name("NAME", "The automation's name");
        return New(verb, description)
            .With(name)
            .AsDeed(session, async (parsed, ct) =>
            {
                var automation = await session.Connect(parsed).Automations.PatchAsync(
                    session.Team(parsed), parsed.GetRequiredValue(name), new JsonObject { ["enabled"] = enabled }, ct);
                return $"{automation.Name} is {(automation.Enabled ? "enabled" : "disabled")}.";
            });
    }

    private static Command Delete(CliSession session)
    {
        var name = Name("NAME", "The automation's name");
        return New("delete", "Deletes an automation. What it has started goes on.")
            .With(name)
            .AsDeed(session, async (parsed, ct) =>
            {
                var automation = parsed.GetRequiredValue(name);
                await session.Connect(parsed).Automations.DeleteAsync(session.Team(parsed), automation, ct);
                return $"Deleted {automation}.";
            });
    }

    private static string? ConditionOf(AutomationEvent happening) =>
        happening.Pattern
        ?? (happening.States is { } states ? Human.List(states) : null)
        ?? (happening.Metric is { } metric
            ? string.Create(CultureInfo.InvariantCulture, $"{(metric.Agg is null ? metric.Name : $"{metric.Agg}({metric.Name}, {metric.Window ?? 1})")} {metric.Op} {metric.Threshold}")
            : null);

    private static string SubjectOf(EventResponse about) =>
        about.Run is { } run
            ? $"{about.Project}/{run} {about.Metric} {about.After}"
            : $"{about.RegisteredModel ?? about.Artifact}:{about.Version} {about.Alias ?? about.Tag}";

    private static void Tell(Terminal terminal, AutomationPreviewResponse preview)
    {
        foreach (var match in preview.Matches)
        {
            var about = match.Event;
            terminal.Say(
                $"{Human.Time(about.At)}  {about.Type}  {SubjectOf(about)}");
            terminal.Say($"  {match.Payload ?? match.Error ?? "(payload left out)"}");
        }

        terminal.Say($"{preview.Matches.Count} of {preview.Considered} events would match.{(preview.Cut ? " That is not all: it would be too much for one answer." : "")}");
        if (preview.Warning is { } warning)
        {
            terminal.Remark(warning);
        }
    }
}

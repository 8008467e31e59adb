using System.CommandLine;
using Slipway.Api.Webhooks;
using Slipway.Cli.Output;
using static Slipway.Cli.Commands.CommandBuilding;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway deliveries list | show | redeliver | cancel</c></summary>
internal static class DeliveryCommands
{
    public static Command Build(CliSession session) => Group(
        "deliveries", "What was sent to webhooks", List(session), Show(session), Redeliver(session), Cancel(session));

    private static Command List(CliSession session)
    {
        var webhook = Text("--webhook", "Only to this webhook", "NAME");
        var automation = Text("--automation", "Only by this automation", "NAME");
        var state = Text(
            "--state", "pending, delivering, delivered, retrying, failed, cancelled or held", "STATE");
        return New("list", "Lists the team's deliveries.", "slipway deliveries list --state failed")
            .With(webhook, automation, state)
            .AsList(
                session,
                (client, parsed, size, ct) => client.Webhooks.ListDeliveriesAsync(
                    session.Team(parsed),
                    parsed.GetValue(webhook),
                    parsed.GetValue(automation),
                    parsed.GetValue(state),
                    size,
                    ct),
                "No delivery. One comes when an automation answers an event: slipway automation list.",
                [
                    new("ID", delivery => delivery.Id),
                    new("AT", delivery => Human.Time(delivery.CreatedAt)),
                    new("WEBHOOK", delivery => delivery.Webhook),
                    new("AUTOMATION", delivery => delivery.Automation),
                    new("STATE", delivery => delivery.State),
                    new("ATTEMPTS", delivery => Human.Number(delivery.Attempts)),
                    new("NEXT", delivery => Human.Time(delivery.NextAttemptAt)),
                    new("REASON", delivery => delivery.Reason),
                ]);
    }

    private static Command Show(CliSession session)
    {
        var id = Name("ID", "The delivery's id");
        return New("show", "Shows a delivery with every attempt: what was sent, and what came back.")
            .With(id)
            .AsResult(
                session,
                (parsed, ct) => session.Connect(parsed).Webhooks.GetDeliveryAsync(
                    session.Team(parsed), parsed.GetRequiredValue(id), ct),
                Tell);
    }

    private static Command Redeliver(CliSession session)
    {
        var id = Name("ID", "The delivery's id");
        return New("redeliver", "Sends a delivery once more, with the same webhook-id.")
            .With(id)
            .AsDeed(session, async (parsed, ct) =>
            {
                var delivery = parsed.GetRequiredValue(id);
                await session.Connect(parsed).Webhooks.RedeliverAsync(session.Team(parsed), delivery, ct);
                return $"On its way. How it went: slipway deliveries show {delivery}";
            });
    }

    private static Command Cancel(CliSession session)
    {
        var id = Name("ID", "The delivery's id");
        return New("cancel", "Ends a delivery that still waits.")
            .With(id)
            .AsDeed(session, async (parsed, ct) =>
            {
                var delivery = parsed.GetRequiredValue(id);
                await session.Connect(parsed).Webhooks.CancelAsync(session.Team(parsed), delivery, ct);
                return $"Cancelled {delivery}.";
            });
    }

    private static void Tell(Terminal terminal, DeliveryDetailResponse delivery)
    {
        terminal.Say($"{delivery.Id} to {delivery.Webhook}: {delivery.State}{(delivery.Reason is null ? "" : $", {delivery.Reason}")}");
        terminal.Say($"  created {Human.Time(delivery.CreatedAt)}, event {delivery.Event ?? "none"}, automation {delivery.Automation ?? "none"}");
        if (delivery.NextAttemptAt is { } next)
        {
            terminal.Say($"  next attempt {Human.Time(next)}");
        }

        foreach (var attempt in delivery.Attempts)
        {
            terminal.Say($"\nAttempt {attempt.N}, {Human.Time(attempt.StartedAt)}, {attempt.DialedAddress ?? "not connected"}: {attempt.Outcome}");
            Exchange.Tell(terminal, attempt.Request, attempt.Status, attempt.Response, attempt.DurationMs, attempt.Error);
        }
    }
}

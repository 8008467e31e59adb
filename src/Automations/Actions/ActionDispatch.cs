using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Slipway.Api;
using Slipway.Api.Automations;
using Slipway.Api.Events;
using Slipway.Automations.Definitions;
using Slipway.Automations.Executions;
using Slipway.Events;
using Slipway.Registry.Collections;
using Slipway.Registry.Versions;
using Slipway.Rest;
using Slipway.Secrets.Uses;
using Slipway.Storage;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Deliveries;
using Slipway.Webhooks.Payloads;

namespace Slipway.Automations.Actions;

/// <summary>Turns a match into an execution and its action, in the transaction that answers the event.</summary>
public sealed partial class ActionDispatch(
    DeliveryOperations deliveries, DeliveryBacklog backlog, LaunchDispatch launches, AutomationsMetrics metrics, ILogger<ActionDispatch> logger)
{
    private readonly KeptByVersion<KeptTemplate> _templates = new();

    /// <summary>Does all that takes as long as payloads and values are large. Reads, and writes nothing.</summary>
    public async Task<ReadyAnswer> PrepareAsync(DatabaseSession session, AutomationVersion version, LoggedEvent happened, CancellationToken ct)
    {
        var (template, length) = await TemplateAsync(session, version);
        var payload = template.IsRefused(out var refusal) ? refusal : await RenderAsync(session, template.Value, version.Name, happened);
        var ready = new ReadyAnswer(version, happened, template);
        switch (version.Settings.Action)
        {
            case WebhookAction:
                return ready with { Payload = payload, Size = length + (payload.IsRefused(out _) ? 0 : payload.Value.ToStored().Length) };
            case LaunchAction launch:
                var item = await launches.PrepareAsync(session, version, launch, payload, happened, ct);
                return ready with { Item = item, Size = length + (item.IsRefused(out _) ? 0 : item.Value.Size) };
            default:
                throw new UnreachableException($"action {version.Settings.Action.Type}");
        }
    }

    /// <summary>Writes the execution unless it is there already, and sets its action going.</summary>
    public async Task AnswerAsync(DatabaseTransaction tx, ReadyAnswer ready)
    {
        var (version, happened) = (ready.Version, ready.Happened);
        var id = await tx.ScalarAsync<long?>(ExecutionSql.Insert, new
        {
            team = version.TeamId,
            automation = version.AutomationId,
            version = version.Id,
            eventId = happened.Id,
        });
        if (id is null)
        {
            return;
        }
        var execution = new ExecutionId(id.Value);
        if (await LoopAsync(tx, version, happened) is { } loop)
        {
            tx.Defer(ExecutionSql.Settle, new { execution, state = EnumText.Of(ExecutionState.Skipped), reason = $"loop: {loop}" });
            Tell(tx, version, happened, execution, "skipped", "loop");
            return;
        }
        var refusal = version.Settings.Action switch
        {
            LaunchAction => await LaunchAsync(tx, ready, execution),
            _ => await SendAsync(tx, ready, execution),
        };
        if (refusal is not null)
        {
            tx.Defer(ExecutionSql.Settle, new { execution, state = EnumText.Of(ExecutionState.Failed), reason = $"{refusal.Code}: {refusal.Detail}" });
        }
        Tell(tx, version, happened, execution, refusal is null ? "dispatched" : "failed", refusal?.Code ?? "dispatched");
    }

    /// <summary>Why answering would go round in a circle; null when it would not.</summary>
    private static async Task<string?> LoopAsync(DatabaseSession session, AutomationVersion version, LoggedEvent happened)
    {
        // An answer to an event of the team that fails may raise the next such event, whatever its action is.
        if (happened.Depth >= LaunchDispatch.MaxDepth && (version.Settings.Action is LaunchAction || happened.ScopeKind == ScopeKind.Team))
        {
            return $"{happened.Depth} causes led to this event, one from the other, and a chain is at most {LaunchDispatch.MaxDepth} long.";
        }
        return happened.Type == EventTypes.WebhookDisabled && version.WebhookId is { } id
            && await WebhookLookup.FindByIdAsync(session, new WebhookId(id)) is { } webhook && webhook.Name == EventValues.FieldOf(happened, "webhook")
                ? $"webhook '{webhook.Name}' was disabled, and is the one that this automation would call."
                : null;
    }

    /// <summary>The payload of an event, its secrets still names. Also what the preview shows.</summary>
    public static async Task<Outcome<RenderedPayload>> RenderAsync(
        DatabaseSession session, PayloadTemplate template, string automationName, LoggedEvent happened)
    {
        var metadata = template.UsesMetadata && happened.ArtifactVersionId is { } version
            ? (await VersionLookup.FindByIdAsync(session, new ArtifactVersionId(version)))?.Metadata
            : null;
        return template.Render(EventValues.Of(happened, automationName, metadata, await EventRun.FindAsync(session, happened)));
    }

    private async Task<Refusal?> SendAsync(DatabaseTransaction tx, ReadyAnswer ready, ExecutionId execution)
    {
        var (version, template) = (ready.Version, ready.Template);
        if (template.IsRefused(out var refusal) || (refusal = backlog.Check(version.TeamId)) is not null)
        {
            return refusal;
        }
        // Who names no secret lost none: one statement less where it counts.
        if (template.Value.SecretNames.Count > 0
            && await SecretUses.Table.IsDisabledAsync(tx, AutomationOperations.AsUser(version.AutomationId, version.Name)))
        {
            return new Refusal(ErrorCodes.SecretMissing, "A secret that the payload names was deleted.");
        }
        if (ready.Payload.IsRefused(out refusal))
        {
            return refusal;
        }
        var delivery = await deliveries.EnqueueAsync(tx, new NewDelivery
        {
            Webhook = new WebhookId(version.WebhookId!.Value),
            Payload = ready.Payload.Value,
            Automation = version.Name,
            Execution = execution.Value,
            Event = ready.Happened.Id,
        });
        if (delivery is not { } sent)
        {
            return new Refusal(ErrorCodes.WebhookMissing, "The webhook was deleted.");
        }
        tx.Defer(ExecutionSql.Dispatched, new { execution, delivery = sent });
        return null;
    }

    private async Task<Refusal?> LaunchAsync(DatabaseTransaction tx, ReadyAnswer ready, ExecutionId execution)
    {
        if (ready.Item.IsRefused(out var refusal))
        {
            return refusal;
        }
        var item = await launches.QueueAsync(tx, ready.Version, ready.Item.Value, ready.Happened, execution);
        if (item.IsRefused(out refusal))
        {
            return refusal;
        }
        tx.Defer(ExecutionSql.Queued, new { execution, item = item.Value });
        return null;
    }

    // A version never changes, so its template is parsed once. Its text is read only then: of all automations that may answer
    // an event, those that do not match cost no more than their patterns.
    private async Task<KeptTemplate> TemplateAsync(DatabaseSession session, AutomationVersion version)
    {
        if (_templates.TryGet(version.Id, out var kept))
        {
            return kept;
        }
        var text = await session.ScalarAsync<string?>(ActionSql.Payload, new { id = version.Id });
        var length = text?.Length ?? 0;
        return _templates.Keep(version.Id, new KeptTemplate(PayloadTemplate.Parse(text), length), length);
    }

    private void Tell(DatabaseTransaction tx, AutomationVersion version, LoggedEvent happened, ExecutionId execution, string counted, string result) =>
        tx.OnCommit(() =>
        {
            metrics.Executed(counted);
            Executed(logger, execution.Value, version.AutomationId.Value, happened.Id.Value, happened.Type, happened.Team, result);
        });

    [LoggerMessage(Level = LogLevel.Information,
        Message = "automation.executed execution={Execution} automation={Automation} event={Event} type={Type} team={Team} result={Result}")]
    private static partial void Executed(ILogger logger, long execution, long automation, long @event, string type, string team, string result);

    /// <param name="Template">Refused where the text is not a template.</param>
    /// <param name="Length">Of its text, in characters.</param>
    private sealed record KeptTemplate(Outcome<PayloadTemplate> Template, int Length);
}

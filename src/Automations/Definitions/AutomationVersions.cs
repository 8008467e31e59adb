using Slipway.Access;
using Slipway.Api.Texts;
using Slipway.Launch.Queues;
using Slipway.Runs.Metrics;
using Slipway.Secrets.Uses;
using Slipway.Storage;
using Slipway.Webhooks.Definitions;

namespace Slipway.Automations.Definitions;

/// <summary>Writes what automations are from now on, and who uses what, in the caller's transaction.</summary>
internal static class AutomationVersions
{
    /// <summary>Closes the version that stood, if one did, and opens the next.</summary>
    public static async Task SaveAsync(DatabaseTransaction tx, Actor actor, Team team, AutomationId automation, CheckedSettings ready)
    {
        var at = await tx.NowAsync();
        var settings = ready.Settings;
        await CloseAsync(tx, automation, at);
        await tx.ExecuteAsync(AutomationSql.InsertVersion, new
        {
            automation,
            team = team.Id,
            enabled = settings.Enabled,
            scopeType = EnumText.Of(settings.Scope.Type),
            scopeName = settings.Scope.Name,
            collection = ready.Collection?.Id.Value,
            eventType = EnumWords.Of(settings.Event.Type),
            watch = await WatchAsync(tx, team, ready),
            webhook = (ready.Action as CheckedWebhook)?.Webhook.Id.Value,
            queue = (ready.Action as CheckedLaunch)?.Queue.Id.Value,
            settings = VersionRow.TextOf(settings),
            payload = settings.Action.Template,
            at,
            by = actor.Name,
        });
        await NoteUsesAsync(tx, team.Id, automation, ready);
    }

    /// <summary>Closes the version that stands; nothing answers from now on, and nothing is in use.</summary>
    public static async Task EndAsync(DatabaseTransaction tx, Automation automation)
    {
        var at = await tx.NowAsync();
        await CloseAsync(tx, automation.Id, at);
        await tx.ExecuteAsync(AutomationSql.Delete, new { automation = automation.Id, at });
        var user = AutomationOperations.AsUser(automation.Id, automation.Name);
        await WebhookUses.Table.RemoveAsync(tx, user);
        await QueueUses.Table.RemoveAsync(tx, user);
        await SecretUses.Table.RemoveAsync(tx, user);
    }

    private static async Task CloseAsync(DatabaseTransaction tx, AutomationId automation, DateTimeOffset at)
    {
        if (await tx.ScalarAsync<long?>(AutomationSql.WatchOf, new { automation }) is { } watch)
        {
            await MetricWatches.RemoveAsync(tx, watch);
        }
        await tx.ExecuteAsync(AutomationSql.CloseVersion, new { automation, at });
    }

    // A watch tells of each run once a day, so one that nobody listens to must not stand.
    private static async Task<long?> WatchAsync(DatabaseTransaction tx, Team team, CheckedSettings ready) =>
        ready.Settings is { Enabled: true, Event.Metric: not null }
            ? await MetricWatches.SetAsync(tx, EventCheck.WatchOf(ready.Settings.Event, team.Id, ready.Project?.Id))
            : null;

    private static async Task NoteUsesAsync(DatabaseTransaction tx, TeamId team, AutomationId automation, CheckedSettings ready)
    {
        var user = AutomationOperations.AsUser(automation, ready.Settings.Name);
        WebhookId[] webhooks = ready.Action is CheckedWebhook calls ? [calls.Webhook.Id] : [];
        QueueId[] queues = ready.Action is CheckedLaunch launches ? [launches.Queue.Id] : [];
        await WebhookUses.Table.ReplaceAsync(tx, team.Value, user, webhooks.Select(webhook => webhook.Value));
        await QueueUses.Table.ReplaceAsync(tx, team.Value, user, queues.Select(queue => queue.Value));
        await SecretUses.Table.ReplaceAsync(tx, team.Value, user, ready.Action.Template.SecretNames);
    }
}

using Slipway.Access;
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
    public static async Task SaveAsync(DatabaseTransaction tx, Actor actor, Team team, AutomationId automation, CheckedDraft ready)
    {
        var at = await tx.NowAsync();
        var draft = ready.Draft;
        var launch = draft.Action as LaunchActionDraft;
        await CloseAsync(tx, automation, at);
        await tx.ExecuteAsync(AutomationSql.InsertVersion, new
        {
            automation,
            team = team.Id,
            draft.Description,
            draft.Enabled,
            scopeType = EnumText.Of(draft.ScopeType),
            scopeName = draft.ModelName ?? draft.ProjectName ?? draft.ArtifactName,
            collection = ready.Collection?.Id.Value,
            draft.EventType,
            draft.AliasPattern,
            draft.TagPattern,
            states = draft.Runs.StatesText,
            runPattern = draft.Runs.NamePattern,
            metric = draft.Runs.MetricText,
            watch = await WatchAsync(tx, team, ready),
            actionType = ready.Action.Type,
            webhook = (ready.Action as CheckedWebhook)?.Webhook.Id.Value,
            queue = (ready.Action as CheckedLaunch)?.Queue.Id.Value,
            job = launch?.Job,
            jobVersion = launch?.JobVersion,
            project = launch?.Project,
            payload = launch is null ? ((WebhookActionDraft)draft.Action).Payload : launch.Overrides,
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
    private static async Task<long?> WatchAsync(DatabaseTransaction tx, Team team, CheckedDraft ready) =>
        ready.Draft is { Enabled: true, Runs.Metric: not null }
            ? await MetricWatches.SetAsync(tx, RunConditionCheck.WatchOf(ready.Draft.Runs, team.Id, ready.Project?.Id))
            : null;

    private static async Task NoteUsesAsync(DatabaseTransaction tx, TeamId team, AutomationId automation, CheckedDraft ready)
    {
        var user = AutomationOperations.AsUser(automation, ready.Draft.Name);
        WebhookId[] webhooks = ready.Action is CheckedWebhook calls ? [calls.Webhook.Id] : [];
        QueueId[] queues = ready.Action is CheckedLaunch launches ? [launches.Queue.Id] : [];
        await WebhookUses.Table.ReplaceAsync(tx, team.Value, user, webhooks.Select(webhook => webhook.Value));
        await QueueUses.Table.ReplaceAsync(tx, team.Value, user, queues.Select(queue => queue.Value));
        await SecretUses.Table.ReplaceAsync(tx, team.Value, user, ready.Action.Template.SecretNames);
    }
}

using Slipway.Access;
using Slipway.Api.Automations;
using Slipway.Launch.Queues;
using Slipway.Secrets.Uses;
using Slipway.Storage;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Testing;

namespace Slipway.Automations.Definitions;

/// <summary>Fills in what other rooms know: present names, and whether a forced deletion disabled an automation.</summary>
internal static class AutomationView
{
    public static async Task<Automation?> ShowAsync(DatabaseSession session, AutomationRow? row) =>
        row is null ? null : (await ShowAsync(session, [row]))[0];

    public static async Task<IReadOnlyList<Automation>> ShowAsync(DatabaseSession session, IReadOnlyList<AutomationRow> rows)
    {
        var keys = rows.Select(row => row.Id.ToString()).ToArray();
        var withoutWebhook = await WebhookUses.Table.DisabledAsync(session, AutomationOperations.UserKind, keys);
        var withoutQueue = await QueueUses.Table.DisabledAsync(session, AutomationOperations.UserKind, keys);
        var withoutSecret = await SecretUses.Table.DisabledAsync(session, AutomationOperations.UserKind, keys);
        var webhooks = await WebhookLookup.NamesAsync(session, [.. rows.Select(row => row.WebhookId).OfType<WebhookId>().Distinct()]);
        var queues = await QueueLookup.ShowAsync(session, [.. rows.Select(row => row.QueueId).OfType<QueueId>().Distinct()]);
        var left = new HashSet<(TeamId, string)>();
        foreach (var team in rows.GroupBy(row => row.TeamId))
        {
            left.UnionWith((await TeamAccess.StrangersAsync(session, team.Key, [.. team.Select(row => row.SavedBy).Distinct()])).Select(name => (team.Key, name)));
        }
        return
        [
            .. rows.Select(row =>
            {
                var key = row.Id.ToString();
                var queue = row.QueueId is { } queueId ? queues.GetValueOrDefault(queueId) : null;
                var webhook = row.WebhookId is { } id ? webhooks.GetValueOrDefault(id) : null;
                var automation = row.ToAutomation();
                return automation with
                {
                    Settings = automation.Settings with
                    {
                        Action = automation.Settings.Action switch
                        {
                            WebhookAction calls => calls with { Webhook = webhook?.Name },
                            LaunchAction launches => launches with { Queue = queue?.Queue.Name },
                            var other => other,
                        },
                    },
                    IsGithubDispatch = webhook is not null && GithubDispatch.IsAt(webhook.Url),
                    Doubts = string.Join(' ', ((string?[])
                    [
                        left.Contains((row.TeamId, row.SavedBy)) ? $"'{row.SavedBy}', who saved it last, does not belong to the team any more. It goes on under that name until somebody else saves it." : null,
                        queue?.Warning,
                    ]).OfType<string>()) is { Length: > 0 } doubts ? doubts : null,
                    DisabledReason = withoutWebhook.Contains(key) ? "Its webhook was deleted. Choose another and save."
                        : withoutQueue.Contains(key) ? "Its queue was deleted. Choose another and save."
                        : withoutSecret.Contains(key) ? "A secret that its payload names was deleted. Save it again when the secret is back."
                        : null,
                };
            }),
        ];
    }
}

using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Api.Webhooks;
using Slipway.Rest;
using Slipway.Secrets.Definitions;
using Slipway.Secrets.Values;
using Slipway.Storage;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Deliveries;
using Slipway.Webhooks.Payloads;
using Slipway.Webhooks.Sending;

namespace Slipway.Webhooks.Trials;

/// <summary>
/// Tests a webhook by the very path of a delivery (M14): what the network decides is the result, what saving would refuse
/// is refused.
/// </summary>
public sealed class WebhookTrials
{
    private readonly Database _database;
    private readonly SecretVault _vault;
    private readonly AttemptSender _sender;
    private readonly UrlCheck _urls;

    internal WebhookTrials(Database database, SecretVault vault, AttemptSender sender, UrlCheck urls)
    {
        _database = database;
        _vault = vault;
        _sender = sender;
        _urls = urls;
    }

    /// <summary>
    /// Sends one request to a saved webhook, enabled or not. A member may, as a member's automation may; but a payload that
    /// names a secret is for team admins (<c>secret_needs_admin</c>), else a member could read every secret out. Other
    /// refusals: <c>template_invalid</c>, <c>unknown_variable</c>, <c>payload_too_large</c>.
    /// </summary>
    [Operation(Permission.Redeliver)]
    public async Task<Outcome<WebhookTrial>> TestAsync(
        Actor actor, string teamName, string name, string? payload, SampleEventBody? sample, CancellationToken ct)
    {
        var prepared = await _database.ReadAsync<Outcome<Prepared>>(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Redeliver);
            if (team.IsRefused(out var refusal))
            {
                return refusal;
            }
            return await WebhookLookup.FindAsync(session, team.Value.Id, name) is { } webhook
                ? await PrepareAsync(session, actor, team.Value, webhook.Settings, payload, sample, ct)
                : new Refusal(ErrorCodes.NotFound, $"Team '{teamName}' has no webhook '{name}'.");
        }, ct);
        return prepared.IsRefused(out var refused) ? refused : await SendAsync(actor, prepared.Value, name, ct);
    }

    /// <summary>
    /// Sends one request to a webhook that is not saved, and saves nothing. For team admins: whoever chooses the address
    /// would get the secrets. Refuses what saving would refuse.
    /// </summary>
    [Operation(Permission.ManageWebhooks)]
    public async Task<Outcome<WebhookTrial>> TestUnsavedAsync(
        Actor actor, string teamName, WebhookConnection webhook, string? payload, SampleEventBody? sample, CancellationToken ct)
    {
        var prepared = await _database.ReadAsync<Outcome<Prepared>>(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.ManageWebhooks);
            if (team.IsRefused(out var refusal))
            {
                return refusal;
            }
            return (WebhookCheck.CheckHeaders(webhook) ?? WebhookCheck.CheckSecrets(webhook, await SecretVault.NamesAsync(session, team.Value.Id))) is { } wrong
                ? wrong
                : await PrepareAsync(session, actor, team.Value, webhook, payload, sample, ct);
        }, ct);
        if (prepared.IsRefused(out var refused))
        {
            return refused;
        }
        return (await _urls.CheckAsync(webhook.Url, ct)).Refusal is { } url
            ? Refusal.OfField(url.Code, "url", $"{url.Message} {url.Remedy}")
            : await SendAsync(actor, prepared.Value, webhook.Url, ct);
    }

    private async Task<Outcome<Prepared>> PrepareAsync(
        DatabaseSession session, Actor actor, Team team, WebhookConnection webhook, string? payload, SampleEventBody? sample, CancellationToken ct)
    {
        var template = PayloadTemplate.Parse(payload);
        if (template.IsRefused(out var wrong))
        {
            return wrong;
        }
        if (template.Value.NamesSecrets && !actor.May(Permission.ManageSecrets, team.Id))
        {
            return Refusal.OfField(ErrorCodes.SecretNeedsAdmin, "payload", "This payload names a secret. Only an admin of the team may test it.");
        }
        if (template.Value.CheckNames(await SecretVault.NamesAsync(session, team.Id)) is { } unknown)
        {
            return unknown;
        }
        var rendered = template.Value.Render(SampleEvent.Values(sample, team.Name, actor.Name));
        if (rendered.IsRefused(out var tooLarge))
        {
            return tooLarge;
        }
        var secrets = await _vault.RevealAsync(session, team.Id, RequestComposer.SecretNames(webhook, rendered.Value), ct);
        return new Prepared(team, webhook, rendered.Value, secrets);
    }

    private async Task<Outcome<WebhookTrial>> SendAsync(Actor actor, Prepared prepared, string subject, CancellationToken ct)
    {
        var sent = await _sender.SendAsync(prepared.Webhook, prepared.Payload, prepared.Secrets, MessageId.New(), ct);
        if (sent.Result.Error?.Code == ErrorCodes.PayloadTooLarge)
        {
            return Refusal.OfField(ErrorCodes.PayloadTooLarge, "payload", sent.Result.Error.Message);
        }
        await _database.WriteAsync(tx =>
        {
            AuditTrail.Append(tx, actor, AuditedTeam.Of(prepared.Team), "webhook.tested", subject);
            return Task.CompletedTask;
        }, CancellationToken.None);
        var attempt = actor.May(Permission.ManageWebhooks, prepared.Team.Id) ? sent.Attempt : sent.Attempt.ForOthers();
        return new WebhookTrial(sent.Result.Delivered, prepared.Payload.Masked(), attempt);
    }

    private sealed record Prepared(Team Team, WebhookConnection Webhook, RenderedPayload Payload, IReadOnlyDictionary<string, SecretValue> Secrets);
}

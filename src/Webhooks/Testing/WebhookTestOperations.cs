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

namespace Slipway.Webhooks.Testing;

/// <summary>
/// Tests a webhook by the very path of a delivery (M14): what the network decides is the result, what saving would refuse
/// is refused.
/// </summary>
public sealed class WebhookTestOperations
{
    private readonly Database _database;
    private readonly SecretVault _vault;
    private readonly AttemptSender _sender;
    private readonly UrlCheck _urls;

    internal WebhookTestOperations(Database database, SecretVault vault, AttemptSender sender, UrlCheck urls)
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
    public Task<Outcome<WebhookTest>> TestAsync(
        Actor actor, string teamName, string name, string? payload, SampleEventBody? sample, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            var prepared = await _database.ReadAsync(async session =>
            {
                var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Redeliver);
                return await WebhookLookup.FindAsync(session, team.Id, name) is { } webhook
                    ? await PrepareAsync(session, actor, team, webhook.Settings, payload, sample, ct)
                    : throw new RefusedException(new Refusal(ErrorCodes.NotFound, $"Team '{teamName}' has no webhook '{name}'."));
            }, ct);
            return await SendAsync(actor, prepared, name, ct);
        });

    /// <summary>
    /// Sends one request to a webhook that is not saved, and saves nothing. For team admins: whoever chooses the address
    /// would get the secrets. Refuses what saving would refuse.
    /// </summary>
    [Operation(Permission.ManageWebhooks)]
    public Task<Outcome<WebhookTest>> TestUnsavedAsync(
        Actor actor, string teamName, WebhookConnection webhook, string? payload, SampleEventBody? sample, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            var prepared = await _database.ReadAsync(async session =>
            {
                var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.ManageWebhooks);
                Refuse.If(WebhookCheck.CheckHeaders(webhook) ?? WebhookCheck.CheckSecrets(webhook, await SecretVault.NamesAsync(session, team.Id)));
                return await PrepareAsync(session, actor, team, webhook, payload, sample, ct);
            }, ct);
            return (await _urls.CheckAsync(webhook.Url, ct)).Refusal is { } url
                ? throw new RefusedException(Refusal.OfField(url.Code, "url", $"{url.Message} {url.Remedy}"))
                : await SendAsync(actor, prepared, webhook.Url, ct);
        });

    private async Task<Prepared> PrepareAsync(
        DatabaseSession session, Actor actor, Team team, WebhookConnection webhook, string? payload, SampleEventBody? sample, CancellationToken ct)
    {
        var template = PayloadTemplate.Parse(payload).Value;
        if (template.NamesSecrets && !actor.May(Permission.ManageSecrets, team.Id))
        {
            throw new RefusedException(Refusal.OfField(ErrorCodes.SecretNeedsAdmin, "payload", "This payload names a secret. Only an admin of the team may test it."));
        }
        Refuse.If(template.CheckNames(await SecretVault.NamesAsync(session, team.Id)));
        var rendered = template.Render(SampleEvent.Values(sample, team.Name, actor.Name)).Value;
        var secrets = await _vault.RevealAsync(session, team.Id, RequestComposer.SecretNames(webhook, rendered), ct);
        return new Prepared(team, webhook, rendered, secrets);
    }

    private async Task<WebhookTest> SendAsync(Actor actor, Prepared prepared, string subject, CancellationToken ct)
    {
        var sent = await _sender.SendAsync(prepared.Webhook, prepared.Payload, prepared.Secrets, MessageId.New(), ct);
        if (sent.Result.Error?.Code == ErrorCodes.PayloadTooLarge)
        {
            throw new RefusedException(Refusal.OfField(ErrorCodes.PayloadTooLarge, "payload", sent.Result.Error.Message));
        }
        await _database.WriteAsync(tx =>
        {
            AuditTrail.Append(tx, actor, AuditedTeam.Of(prepared.Team), "webhook.tested", subject);
            return Task.CompletedTask;
        }, CancellationToken.None);
        var attempt = actor.May(Permission.ManageWebhooks, prepared.Team.Id) ? sent.Attempt : sent.Attempt.ForOthers();
        return new WebhookTest(sent.Result.Delivered, prepared.Payload.Masked(), attempt);
    }

    private sealed record Prepared(Team Team, WebhookConnection Webhook, RenderedPayload Payload, IReadOnlyDictionary<string, SecretValue> Secrets);
}

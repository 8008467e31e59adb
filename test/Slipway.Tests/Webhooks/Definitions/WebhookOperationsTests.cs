using Slipway.Access;
using Slipway.Api;
using Slipway.Api.Webhooks;
using Slipway.Rest;
using Slipway.Storage.Uses;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Deliveries;
using Xunit;

namespace Slipway.Tests.Webhooks.Definitions;

public sealed class WebhookOperationsTests : IAsyncLifetime
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private WebhooksRoom _room = null!;

    public async ValueTask InitializeAsync() => _room = await WebhooksRoom.CreateAsync();

    public ValueTask DisposeAsync() => _room.DisposeAsync();

    private async Task<string?> RefusedAsync(Func<WebhookSettings, WebhookSettings> change, Actor? actor = null)
    {
        var draft = change(new WebhookSettings { Name = "ci", Url = _room.Receiver.Url });
        return (await _room.Webhooks.CreateAsync(actor ?? _room.Admin, WebhooksRoom.Team, draft, Ct)).Refusal?.Code;
    }

    [Fact]
    public async Task M4_a_webhook_names_its_secrets_and_is_seen_by_members()
    {
        await _room.PutSecretAsync("HMAC", "key");
        await _room.PutSecretAsync("PAT", "token");
        await _room.PutSecretAsync("KEY", "header");
        await _room.CreateWebhookAsync(draft => draft with
        {
            Secret = "HMAC",
            AccessToken = "PAT",
            Headers = new Dictionary<string, string> { ["X-Api-Key"] = "${KEY}" },
        });
        var seen = WebhooksRoom.Ok(await _room.Webhooks.GetAsync(_room.Viewer, WebhooksRoom.Team, "ci", Ct));
        Assert.Equal(("HMAC", "PAT", "${KEY}"), (seen.Settings.Secret, seen.Settings.AccessToken, seen.Settings.Headers["X-Api-Key"]));

        var secrets = WebhooksRoom.Ok(await _room.Secrets.ListAsync(_room.Member, WebhooksRoom.Team, PageRequest.From(null, null).Value, Ct));
        Assert.All(secrets, secret => Assert.Equal("ci", Assert.Single(secret.UsedBy).UserName));
    }

    [Fact]
    public async Task Only_admins_save_webhooks()
    {
        Assert.Equal(ErrorCodes.Forbidden, await RefusedAsync(draft => draft, _room.Member));
        Assert.Equal(ErrorCodes.NotFound, await RefusedAsync(draft => draft, _room.Stranger));
        await _room.CreateWebhookAsync();
        Assert.Equal(ErrorCodes.Forbidden, (await _room.Webhooks.ChangeAsync(_room.Member, WebhooksRoom.Team, "ci", draft => draft, Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.Forbidden, (await _room.Webhooks.DeleteAsync(_room.Member, WebhooksRoom.Team, "ci", true, Ct)).Refusal?.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData(" a")]
    [InlineData("a.b")]
    [InlineData("..")]
    [InlineData("a\n")]
    [InlineData("a2345678901234567890123456789012345678901234567890123456789012345")]
    public async Task A_bad_name_is_refused(string name) => Assert.Equal(ErrorCodes.NameInvalid, await RefusedAsync(draft => draft with { Name = name }));

    [Theory]
    [InlineData("gh-dispatch")]
    [InlineData("my  hook_2")]
    [InlineData("\u00fcber-haken")]
    public async Task A_good_name_is_taken_once(string name)
    {
        Assert.Null(await RefusedAsync(draft => draft with { Name = name }));
        Assert.Equal(ErrorCodes.NameTaken, await RefusedAsync(draft => draft with { Name = name }));
    }

    [Theory]
    [InlineData("http://127.0.0.1/", ErrorCodes.UrlRefused)]
    [InlineData("http://localhost/", ErrorCodes.UrlRefused)]
    [InlineData("ftp://ci.example.com/", ErrorCodes.UrlRefused)]
    [InlineData("https://internal.example.com/", ErrorCodes.UrlRefused)]
    [InlineData("https://nobody.invalid/", ErrorCodes.HostUnknown)]
    public async Task M5_a_hostile_url_is_refused_at_save_and_at_change(string url, string code)
    {
        Assert.Equal(code, await RefusedAsync(draft => draft with { Url = url }));
        await _room.CreateWebhookAsync();
        Assert.Equal(code, (await _room.Webhooks.ChangeAsync(_room.Admin, WebhooksRoom.Team, "ci", draft => draft with { Url = url }, Ct)).Refusal?.Code);
    }

    [Fact]
    public async Task M5_name_servers_that_do_not_answer_save_with_a_warning()
    {
        var saved = await _room.CreateWebhookAsync(draft => draft with { Url = "https://ci.example.slow/hook" });
        Assert.NotNull(saved.Warning);
        Assert.NotNull(WebhooksRoom.Ok(await _room.Webhooks.GetAsync(_room.Admin, WebhooksRoom.Team, "ci", Ct)).Warning);
    }

    [Fact]
    public async Task Secrets_that_do_not_exist_are_refused_with_their_fields()
    {
        await _room.PutSecretAsync("GH_PAT", "value");
        var draft = new WebhookSettings
        {
            Name = "ci",
            Url = _room.Receiver.Url,
            Secret = "NONE",
            AccessToken = "GH_PTA",
            Headers = new Dictionary<string, string> { ["X-Key"] = "a ${ALSO_NONE}" },
        };
        var refusal = (await _room.Webhooks.CreateAsync(_room.Admin, WebhooksRoom.Team, draft, Ct)).Refusal!;
        Assert.Equal(ErrorCodes.SecretMissing, refusal.Code);
        Assert.Equal(["accessToken", "headers", "secret"], refusal.Errors!.Keys.Order());
        Assert.Contains("GH_PAT", refusal.Errors["accessToken"][0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Key", "a\r\nX-Other: b")]
    [InlineData("X-Key", "${event_type}")]
    [InlineData("X-Key", "${OPEN")]
    [InlineData("X-Key", "${not a name}")]
    [InlineData("Host", "evil.example.com")]
    [InlineData("Content-Length", "3")]
    [InlineData("webhook-id", "msg_1")]
    [InlineData("X-Wandb-Signature", "forged")]
    [InlineData("Bad Name", "x")]
    public async Task A_header_that_may_not_be_sent_is_refused(string name, string value) =>
        Assert.Equal(ErrorCodes.HeaderInvalid, await RefusedAsync(draft => draft with { Headers = new Dictionary<string, string> { [name] = value } }));

    [Fact]
    public async Task S_L11_The_audit_trail_tells_where_a_changed_webhook_sent_before_and_with_which_secrets()
    {
        await _room.PutSecretAsync("OLD", "key");
        await _room.PutSecretAsync("NEW", "token");
        var authority = new Uri(_room.Receiver.Url).Authority;
        await _room.CreateWebhookAsync(draft => draft with { Secret = "OLD", Headers = new Dictionary<string, string> { ["X-Key"] = "a literal", ["A"] = "${OLD}" } });

        WebhooksRoom.Ok(await _room.Webhooks.ChangeAsync(_room.Admin, WebhooksRoom.Team, "ci", draft => draft with
        {
            Url = draft.Url.TrimEnd('/') + "/a-path-that-may-be-a-secret",
            Secret = null,
            AccessToken = "NEW",
            Headers = new Dictionary<string, string> { ["X-Key"] = "another ${NEW} and ${OLD}" },
        }, Ct));

        var told = await _room.Database.ReadAsync(session => session.ScalarAsync<string>("select detail from audit_entries where action = 'webhook.updated'"), Ct);
        Assert.Equal($"url {authority} -> {authority}, secret OLD -> none, accessToken none -> NEW, headers A(OLD) X-Key -> X-Key(NEW OLD)", told);

        WebhooksRoom.Ok(await _room.Webhooks.ChangeAsync(_room.Admin, WebhooksRoom.Team, "ci", draft => draft with
        {
            Name = "cd",
            SignatureEncoding = SignatureEncoding.Hex,
            Signatures = [FurtherSignature.GitHub],
            Enabled = false,
        }, Ct));

        told = await _room.Database.ReadAsync(session => session.ScalarAsync<string>("select detail from audit_entries where action = 'webhook.updated' and subject = 'cd'"), Ct);
        Assert.Equal("name ci -> cd, signatureEncoding, signatures, disabled", told);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public async Task Two_changes_at_once_are_not_mixed(int others)
    {
        await _room.CreateWebhookAsync();
        var rounds = 0;
        var second = await _room.Webhooks.ChangeAsync(_room.Admin, WebhooksRoom.Team, "ci", draft =>
        {
            if (rounds++ < others)
            {
                WebhooksRoom.Ok(_room.Webhooks.ChangeAsync(_room.Admin, WebhooksRoom.Team, "ci",
                    inner => inner with { Headers = new Dictionary<string, string> { ["X-Round"] = $"{rounds}" } }, Ct).GetAwaiter().GetResult());
            }
            return draft with { Signatures = [FurtherSignature.GitHub] };
        }, Ct);
        if (others > rounds)
        {
            Assert.Equal(ErrorCodes.Conflict, second.Refusal?.Code);
            return;
        }
        var settings = WebhooksRoom.Ok(second).Settings;
        Assert.Equal((FurtherSignature.GitHub, "1"), (Assert.Single(settings.Signatures), settings.Headers["X-Round"]));
    }

    [Fact]
    public async Task A_webhook_in_use_is_deleted_by_force_only_and_its_users_are_disabled()
    {
        var webhook = await _room.CreateWebhookAsync();
        var user = new ThingUser("automation", "3", "deploy");
        await _room.Database.WriteAsync(tx => WebhookUses.Table.ReplaceAsync(tx, _room.TeamId.Value, user, [webhook.Id.Value]), Ct);

        Assert.Equal("deploy", Assert.Single(WebhooksRoom.Ok(await _room.Webhooks.GetAsync(_room.Admin, WebhooksRoom.Team, "ci", Ct)).UsedBy).UserName);
        var refusal = (await _room.Webhooks.DeleteAsync(_room.Admin, WebhooksRoom.Team, "ci", false, Ct)).Refusal;
        Assert.Equal(ErrorCodes.WebhookInUse, refusal?.Code);
        Assert.Contains("deploy", refusal!.Detail, StringComparison.Ordinal);

        Assert.Null((await _room.Webhooks.DeleteAsync(_room.Admin, WebhooksRoom.Team, "ci", true, Ct)).Refusal);
        Assert.True(await _room.Database.ReadAsync(session => WebhookUses.Table.IsDisabledAsync(session, user), Ct));
        Assert.Equal(ErrorCodes.NotFound, (await _room.Webhooks.GetAsync(_room.Admin, WebhooksRoom.Team, "ci", Ct)).Refusal?.Code);
    }

    [Fact]
    public async Task Disabling_holds_what_waits_and_enabling_releases_it()
    {
        var webhook = await _room.CreateWebhookAsync();
        var waiting = await _room.EnqueueAsync(webhook);
        await _room.Webhooks.ChangeAsync(_room.Admin, WebhooksRoom.Team, "ci", draft => draft with { Enabled = false }, Ct);
        Assert.Equal(DeliveryState.Held, await _room.StateAsync(waiting));
        var later = await _room.EnqueueAsync(webhook);
        Assert.Equal(DeliveryState.Held, await _room.StateAsync(later));
        await _room.DeliverAsync();
        Assert.Empty(_room.Receiver.Requests);

        await _room.Webhooks.ChangeAsync(_room.Admin, WebhooksRoom.Team, "ci", draft => draft with { Enabled = true }, Ct);
        await _room.DeliverAsync();
        Assert.Equal(2, _room.Receiver.Requests.Count);
        Assert.Equal(DeliveryState.Delivered, await _room.StateAsync(later));
    }

    [Fact]
    public async Task Deleting_a_webhook_cancels_what_waits()
    {
        var webhook = await _room.CreateWebhookAsync();
        var waiting = await _room.EnqueueAsync(webhook);
        await _room.Webhooks.DeleteAsync(_room.Admin, WebhooksRoom.Team, "ci", false, Ct);
        var delivery = (await _room.GetAsync(waiting)).Delivery;
        Assert.Equal(DeliveryState.Cancelled, delivery.State);
        Assert.StartsWith("webhook_deleted", delivery.Reason, StringComparison.Ordinal);
        Assert.Null(await _room.Database.WriteAsync(tx => _room.Deliveries.EnqueueAsync(tx,
            new NewDelivery { Webhook = webhook.Id, Payload = Slipway.Webhooks.Payloads.RenderedPayload.Empty }), Ct));
    }

    [Fact]
    public async Task A_secret_deleted_by_force_disables_the_webhook_until_it_is_saved_again()
    {
        await _room.PutSecretAsync("HMAC", "key");
        var webhook = await _room.CreateWebhookAsync(draft => draft with { Secret = "HMAC" });
        Assert.Equal(ErrorCodes.SecretInUse, (await _room.Secrets.DeleteAsync(_room.Admin, WebhooksRoom.Team, "HMAC", false, Ct)).Refusal?.Code);
        await _room.Secrets.DeleteAsync(_room.Admin, WebhooksRoom.Team, "HMAC", true, Ct);

        var seen = WebhooksRoom.Ok(await _room.Webhooks.GetAsync(_room.Admin, WebhooksRoom.Team, "ci", Ct));
        Assert.False(seen.Settings.Enabled);
        Assert.NotNull(seen.DisabledReason);

        var id = await _room.EnqueueAsync(webhook);
        await _room.DeliverAsync();
        Assert.Equal(DeliveryState.Held, await _room.StateAsync(id));
        Assert.Empty(_room.Receiver.Requests);

        Assert.Equal(ErrorCodes.SecretMissing, (await _room.Webhooks.ChangeAsync(_room.Admin, WebhooksRoom.Team, "ci", draft => draft with { Enabled = true }, Ct)).Refusal?.Code);
        await _room.Webhooks.ChangeAsync(_room.Admin, WebhooksRoom.Team, "ci", draft => draft with { Enabled = true, Secret = null }, Ct);
        await _room.DeliverAsync();
        Assert.Equal(DeliveryState.Delivered, await _room.StateAsync(id));
    }
}

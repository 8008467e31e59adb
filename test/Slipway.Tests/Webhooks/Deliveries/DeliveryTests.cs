using System.Security.Cryptography;
using System.Text;
using Slipway.Api;
using Slipway.Api.Events;
using Slipway.Api.Webhooks;
using Slipway.Rest;
using Slipway.Testing;
using Slipway.Webhooks.Deliveries;
using Slipway.Webhooks.Sending;
using Xunit;

namespace Slipway.Tests.Webhooks.Deliveries;

public sealed class DeliveryTests : IAsyncLifetime
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private WebhooksRoom _room = null!;

    public async ValueTask InitializeAsync() => _room = await WebhooksRoom.CreateAsync();

    public ValueTask DisposeAsync() => _room.DisposeAsync();

    [Fact]
    public async Task M6_the_request_is_a_signed_post_of_json_with_the_bearer_token()
    {
        await _room.PutSecretAsync("HMAC", "your_api_secret");
        await _room.PutSecretAsync("PAT", "tok-1");
        await _room.PutSecretAsync("KEY", "k-1");
        var webhook = await _room.CreateWebhookAsync(draft => draft with
        {
            Secret = "HMAC",
            AccessToken = "PAT",
            Signatures = [FurtherSignature.GitHub],
            Headers = new Dictionary<string, string> { ["X-Api-Key"] = "Key ${KEY}" },
        });
        var id = await _room.EnqueueAsync(webhook, """{"who":"${event_author}","key":"$KEY"}""", new() { EventAuthor = "ana" });
        await _room.DeliverAsync();

        var request = Assert.Single(_room.Receiver.Requests);
        Assert.Equal(("POST", "/hook", """{"who":"ana","key":"k-1"}"""), (request.Method, request.Path, request.Text));
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes("your_api_secret"), request.Body);
        Assert.Equal(Convert.ToBase64String(mac), request.Header("X-Wandb-Signature"));
        Assert.Equal("sha256=" + Convert.ToHexStringLower(mac), request.Header("X-Hub-Signature-256"));
        Assert.Equal("Bearer tok-1", request.Header("Authorization"));
        Assert.Equal("Key k-1", request.Header("X-Api-Key"));

        var (delivery, attempts) = await _room.GetAsync(id);
        Assert.Equal((DeliveryState.Delivered, 1, delivery.MessageId), (delivery.State, delivery.Attempts, request.Header("webhook-id")));
        var attempt = Assert.Single(attempts);
        Assert.Equal((1, SendOutcome.Delivered, 200, "ok"), (attempt.N, attempt.Outcome, attempt.Status, attempt.ResponseBody));
        Assert.Equal($"127.0.0.1:{_room.Receiver.Port}", attempt.DialedAddress);
        Assert.Equal("Bearer ***", attempt.RequestHeaders["Authorization"]);
        Assert.Equal("Key ${KEY}", attempt.RequestHeaders["X-Api-Key"]);
        Assert.Equal("""{"who":"ana","key":"***"}""", delivery.Rendered.Masked());
    }

    [Fact]
    public async Task Without_a_secret_no_signature_is_sent()
    {
        await _room.EnqueueAsync(await _room.CreateWebhookAsync());
        await _room.DeliverAsync();
        var request = Assert.Single(_room.Receiver.Requests);
        Assert.Null(request.Header("X-Wandb-Signature"));
        Assert.Null(request.Header("Authorization"));
        Assert.Null(request.Header("webhook-signature"));
    }

    [Fact]
    public async Task A_receiver_that_echoes_the_secrets_does_not_get_them_into_the_log()
    {
        string[] values = ["hmac-key-123456", "tok\"en+/=123456", "header key 123456", "payload-key-123456"];
        string[] names = ["HMAC", "PAT", "KEY", "BODY"];
        foreach (var (name, value) in names.Zip(values))
        {
            await _room.PutSecretAsync(name, value);
        }
        _room.Receiver.Answer = request => new ReceiverAnswer(500,
            $"{request.Text} {string.Join(' ', request.Headers.Values)} {values[0]} {Convert.ToBase64String(Encoding.UTF8.GetBytes("user:" + values[1]))} "
            + $"{Convert.ToHexString(Encoding.UTF8.GetBytes(values[2]))} {Uri.EscapeDataString(values[1])} {System.Text.Json.JsonSerializer.Serialize(values[1])}")
        {
            Headers = new Dictionary<string, string> { ["X-Echo"] = values[1] },
        };
        var webhook = await _room.CreateWebhookAsync(draft => draft with
        {
            Secret = "HMAC",
            AccessToken = "PAT",
            Headers = new Dictionary<string, string> { ["X-Api-Key"] = "${KEY}" },
        });
        await _room.EnqueueAsync(webhook, """{"key":"$BODY"}""");
        await _room.DeliverAsync();

        var rows = await _room.QueryAsync<dynamic>("select * from delivery_attempts");
        var stored = string.Join('\n', ((IDictionary<string, object>)rows.Single()).Values);
        Assert.Contains("***", stored, StringComparison.Ordinal);
        foreach (var value in values)
        {
            Assert.DoesNotContain(value, stored, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToHexString(Encoding.UTF8.GetBytes(value)), stored, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Uri.EscapeDataString(value), stored, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes("user:" + value))[8..20], stored, StringComparison.Ordinal);
        }
        var payloads = await _room.QueryAsync<string>("select payload from deliveries");
        Assert.DoesNotContain(values[3], payloads.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alias_that_looks_like_a_secret_is_sent_as_text()
    {
        await _room.PutSecretAsync("PROD_TOKEN", "the-token");
        var id = await _room.EnqueueAsync(await _room.CreateWebhookAsync(), """{"a":"${alias}"}""", new() { Alias = "${PROD_TOKEN}" });
        await _room.DeliverAsync();
        Assert.Equal("""{"a":"${PROD_TOKEN}"}""", Assert.Single(_room.Receiver.Requests).Text);
        Assert.Equal("""{"a":"${PROD_TOKEN}"}""", (await _room.GetAsync(id)).Delivery.Rendered.Masked());
    }

    [Fact]
    public async Task A_failed_attempt_is_repeated_by_the_schedule_with_the_same_id_until_it_succeeds()
    {
        _room.Receiver.Answer = request => request.Number < 3 ? new ReceiverAnswer(500, "no") : ReceiverAnswer.Ok;
        var id = await _room.EnqueueAsync(await _room.CreateWebhookAsync());
        await _room.DeliverAsync();
        var first = (await _room.GetAsync(id)).Delivery;
        Assert.Equal((DeliveryState.Retrying, 1), (first.State, first.Attempts));
        Assert.InRange((first.DueAt!.Value - await _room.Database.NowAsync(Ct)).TotalSeconds, 1, 6.1);

        await _room.DeliverAsync();
        Assert.Single(_room.Receiver.Requests);
        _room.Advance(TimeSpan.FromSeconds(7));
        await _room.DeliverAsync();
        _room.Advance(TimeSpan.FromSeconds(37));
        await _room.DeliverAsync();

        var (delivery, attempts) = await _room.GetAsync(id);
        Assert.Equal((DeliveryState.Delivered, 3), (delivery.State, delivery.Attempts));
        Assert.Equal([(1, SendOutcome.Retry), (2, SendOutcome.Retry), (3, SendOutcome.Delivered)], attempts.Select(attempt => (attempt.N, attempt.Outcome)));
        Assert.Single(_room.Receiver.Requests.Select(request => request.Header("webhook-id")).Distinct());
    }

    [Fact]
    public async Task Retry_after_is_obeyed()
    {
        _room.Receiver.Answer = _ => new ReceiverAnswer(429) { Headers = new Dictionary<string, string> { ["Retry-After"] = "3600" } };
        var id = await _room.EnqueueAsync(await _room.CreateWebhookAsync());
        await _room.DeliverAsync();
        Assert.InRange(((await _room.GetAsync(id)).Delivery.DueAt!.Value - await _room.Database.NowAsync(Ct)).TotalSeconds, 3590, 3601);
    }

    [Fact]
    public async Task It_is_given_up_after_eleven_attempts()
    {
        _room.Receiver.Answer = _ => ReceiverAnswer.HangUp;
        var id = await _room.EnqueueAsync(await _room.CreateWebhookAsync());
        for (var round = 0; round < 15; round++)
        {
            await _room.DeliverAsync();
            _room.Advance(TimeSpan.FromHours(30));
        }
        var (delivery, attempts) = await _room.GetAsync(id);
        Assert.Equal((DeliveryState.Failed, 11, 11), (delivery.State, delivery.Attempts, attempts.Count));
        Assert.Contains("Given up after 11 attempts", delivery.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_410_disables_the_webhook_holds_the_rest_and_raises_the_event()
    {
        var webhook = await _room.CreateWebhookAsync();
        _room.Receiver.Answer = _ => new ReceiverAnswer(410);
        var first = await _room.EnqueueAsync(webhook);
        await _room.DeliverAsync();
        Assert.Equal(DeliveryState.Failed, await _room.StateAsync(first));
        var seen = WebhooksRoom.Ok(await _room.Webhooks.GetAsync(_room.Admin, WebhooksRoom.Team, "ci", Ct));
        Assert.False(seen.Settings.Enabled);
        Assert.Contains("410", seen.DisabledReason, StringComparison.Ordinal);
        Assert.Equal(DeliveryState.Held, await _room.StateAsync(await _room.EnqueueAsync(webhook)));
        Assert.Equal([EventTypes.WebhookDisabled], await _room.QueryAsync<string>("select type from events"));
    }

    [Fact]
    public async Task URL_headers_and_secrets_are_read_anew_at_each_attempt()
    {
        await _room.PutSecretAsync("PAT", "old");
        var webhook = await _room.CreateWebhookAsync(draft => draft with { AccessToken = "PAT" });
        _room.Receiver.Answer = request => request.Number == 1 ? new ReceiverAnswer(401) : ReceiverAnswer.Ok;
        await _room.EnqueueAsync(webhook);
        await _room.DeliverAsync();
        await _room.PutSecretAsync("PAT", "new");
        await _room.Webhooks.ChangeAsync(_room.Admin, WebhooksRoom.Team, "ci", draft => draft with { Url = _room.Receiver.Url + "/other" }, Ct);
        _room.Advance(TimeSpan.FromSeconds(10));
        await _room.DeliverAsync();
        Assert.Equal([("/hook", "Bearer old"), ("/other", "Bearer new")], _room.Receiver.Requests.Select(request => (request.Path, request.Header("Authorization")!)));
    }

    [Fact]
    public async Task A_secret_that_is_missing_fails_the_attempt_and_sends_nothing()
    {
        await _room.PutSecretAsync("KEY", "value");
        var id = await _room.EnqueueAsync(await _room.CreateWebhookAsync(), """{"a":"$KEY"}""");
        await _room.Secrets.DeleteAsync(_room.Admin, WebhooksRoom.Team, "KEY", true, Ct);
        await _room.DeliverAsync();
        var (delivery, attempts) = await _room.GetAsync(id);
        Assert.Equal(DeliveryState.Retrying, delivery.State);
        Assert.Equal(ErrorCodes.SecretMissing, Assert.Single(attempts).Error!.Code);
        Assert.Empty(_room.Receiver.Requests);
    }

    [Fact]
    public async Task An_address_that_policy_refuses_fails_at_once()
    {
        var webhook = await _room.CreateWebhookAsync();
        var id = await _room.EnqueueAsync(webhook);
        await _room.Database.WriteAsync(tx => tx.ExecuteAsync(
            "update webhooks set settings = replace(settings, @was, 'https://internal.example.com/')", new { was = webhook.Settings.Url }), Ct);
        await _room.DeliverAsync();
        var (delivery, attempts) = await _room.GetAsync(id);
        Assert.Equal(DeliveryState.Failed, delivery.State);
        Assert.Equal(SendErrorCodes.AddressRefused, Assert.Single(attempts).Error!.Code);
    }

    [Fact]
    public async Task Redeliver_makes_one_more_attempt_with_the_same_id()
    {
        _room.Receiver.Answer = request => new ReceiverAnswer(request.Number == 3 ? 200 : 410);
        var id = await _room.EnqueueAsync(await _room.CreateWebhookAsync());
        await _room.DeliverAsync();
        Assert.Equal(ErrorCodes.WebhookDisabled, (await _room.Deliveries.RedeliverAsync(_room.Member, WebhooksRoom.Team, id.ToString(), Ct)).Refusal?.Code);
        await EnableAsync();

        Assert.Equal(DeliveryState.Pending, WebhooksRoom.Ok(await _room.Deliveries.RedeliverAsync(_room.Member, WebhooksRoom.Team, id.ToString(), Ct)).State);
        await _room.DeliverAsync();
        Assert.Equal(DeliveryState.Failed, await _room.StateAsync(id));
        await EnableAsync();
        await _room.Deliveries.RedeliverAsync(_room.Member, WebhooksRoom.Team, id.ToString(), Ct);
        await _room.DeliverAsync();

        var (delivery, attempts) = await _room.GetAsync(id);
        Assert.Equal((DeliveryState.Delivered, 3, 3), (delivery.State, delivery.Attempts, attempts.Count));
        Assert.Single(_room.Receiver.Requests.Select(request => request.Header("webhook-id")).Distinct());

        Task EnableAsync() => _room.Webhooks.ChangeAsync(_room.Admin, WebhooksRoom.Team, "ci", draft => draft with { Enabled = true }, Ct);
    }

    [Fact]
    public async Task A_redelivery_that_fails_does_not_follow_the_schedule_and_delivered_stays_delivered()
    {
        var id = await _room.EnqueueAsync(await _room.CreateWebhookAsync());
        await _room.DeliverAsync();
        _room.Receiver.Answer = _ => new ReceiverAnswer(500);
        await _room.Deliveries.RedeliverAsync(_room.Admin, WebhooksRoom.Team, id.ToString(), Ct);
        await _room.DeliverAsync();
        var delivery = (await _room.GetAsync(id)).Delivery;
        Assert.Equal((DeliveryState.Delivered, 2, null), (delivery.State, delivery.Attempts, delivery.DueAt));
        Assert.StartsWith("redelivery_failed: http_status", delivery.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_ends_what_waits_and_refuses_what_has_ended()
    {
        _room.Receiver.Answer = _ => new ReceiverAnswer(500);
        var id = (await _room.EnqueueAsync(await _room.CreateWebhookAsync())).ToString();
        await _room.DeliverAsync();
        Assert.Equal(ErrorCodes.Forbidden, (await _room.Deliveries.CancelAsync(_room.Viewer, WebhooksRoom.Team, id, Ct)).Refusal?.Code);
        Assert.Equal(DeliveryState.Cancelled, WebhooksRoom.Ok(await _room.Deliveries.CancelAsync(_room.Member, WebhooksRoom.Team, id, Ct)).State);
        Assert.Equal(ErrorCodes.DeliveryNotPending, (await _room.Deliveries.CancelAsync(_room.Member, WebhooksRoom.Team, id, Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.NotFound, (await _room.Deliveries.CancelAsync(_room.Stranger, WebhooksRoom.Team, id, Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.NotFound, (await _room.Deliveries.CancelAsync(_room.Member, WebhooksRoom.Team, "x1", Ct)).Refusal?.Code);
        _room.Advance(TimeSpan.FromHours(1));
        await _room.DeliverAsync();
        Assert.Single(_room.Receiver.Requests);
    }

    [Fact]
    public async Task What_is_being_attempted_can_be_neither_cancelled_nor_redelivered()
    {
        var release = new TaskCompletionSource();
        _room.Receiver.Answer = _ => ReceiverAnswer.Ok with { Until = release.Task };
        var id = (await _room.EnqueueAsync(await _room.CreateWebhookAsync())).ToString();
        await _room.Worker.RunOnceAsync(Ct);
        await _room.Receiver.WaitForAsync(1);
        Assert.Equal(ErrorCodes.DeliveryInProgress, (await _room.Deliveries.CancelAsync(_room.Member, WebhooksRoom.Team, id, Ct)).Refusal?.Code);
        Assert.Equal(ErrorCodes.DeliveryInProgress, (await _room.Deliveries.RedeliverAsync(_room.Member, WebhooksRoom.Team, id, Ct)).Refusal?.Code);
        release.SetResult();
        await _room.Pump.IdleAsync();
    }

    [Fact]
    public async Task A_list_is_filtered_and_paged()
    {
        var one = await _room.CreateWebhookAsync();
        var two = await _room.CreateWebhookAsync(name: "other");
        await _room.EnqueueAsync(one, automation: "deploy");
        await _room.EnqueueAsync(two, automation: "deploy");
        await _room.EnqueueAsync(one);
        await _room.DeliverAsync();
        _room.Advance(TimeSpan.FromMinutes(1));
        var since = await _room.Database.NowAsync(Ct);
        await _room.EnqueueAsync(one, automation: "test");

        Assert.Equal(4, await CountAsync(new(null, null, null, null)));
        Assert.Equal(3, await CountAsync(new("ci", null, null, null)));
        Assert.Equal(1, await CountAsync(new("ci", "deploy", null, null)));
        Assert.Equal(3, await CountAsync(new(null, null, DeliveryState.Delivered, null)));
        Assert.Equal(1, await CountAsync(new(null, null, DeliveryState.Pending, null)));
        Assert.Equal(1, await CountAsync(new(null, null, null, since)));
        Assert.Equal(0, await CountAsync(new("nope", null, null, null)));

        async Task<int> CountAsync(DeliveryFilter filter) => WebhooksRoom.Ok(
            await _room.Deliveries.ListAsync(_room.Viewer, WebhooksRoom.Team, filter, PageRequest.From(null, null).Value, Ct)).Count;
    }

    [Fact]
    public async Task What_a_receiver_in_private_space_answered_is_shown_to_admins_only()
    {
        _room.Receiver.Answer = _ => new ReceiverAnswer(200, "internal page");
        var id = await _room.EnqueueAsync(await _room.CreateWebhookAsync());
        await _room.DeliverAsync();
        Assert.Equal("internal page", (await _room.GetAsync(id)).Attempts[0].ResponseBody);
        Assert.Null((await _room.GetAsync(id, _room.Member)).Attempts[0].ResponseBody);
        Assert.Equal(200, (await _room.GetAsync(id, _room.Member)).Attempts[0].Status);
    }

    [Fact]
    public async Task Deliveries_are_cleaned_away_with_their_attempts_once_they_ended_long_ago()
    {
        var webhook = await _room.CreateWebhookAsync();
        await _room.EnqueueAsync(webhook);
        await _room.DeliverAsync();
        _room.Advance(TimeSpan.FromDays(31));
        var waiting = await _room.EnqueueAsync(webhook);
        Assert.Equal(1, await _room.Get<DeliveryCleaner>().RunOnceAsync(Ct));
        Assert.Equal(0, await _room.Get<DeliveryCleaner>().RunOnceAsync(Ct));
        Assert.Empty(await _room.QueryAsync<long>("select id from delivery_attempts"));
        Assert.Equal([waiting.Value], await _room.QueryAsync<long>("select id from deliveries"));
    }

    [Fact]
    public async Task Summaries_tell_where_deliveries_stand()
    {
        var webhook = await _room.CreateWebhookAsync();
        var one = await _room.EnqueueAsync(webhook);
        await _room.DeliverAsync();
        var two = await _room.EnqueueAsync(webhook);
        var summaries = await _room.Database.ReadAsync(session => DeliveryOperations.SummariesAsync(session, [one, two, new DeliveryId(999)]), Ct);
        Assert.Equal([(one, DeliveryState.Delivered), (two, DeliveryState.Pending)], summaries.OrderBy(row => row.Id.Value).Select(row => (row.Id, row.State)));
    }
}

using System.Text;
using Slipway.Access;
using Slipway.Api;
using Slipway.Api.Webhooks;
using Slipway.Rest;
using Slipway.Testing;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Sending;
using Slipway.Webhooks.Testing;
using Xunit;

namespace Slipway.Tests.Webhooks.Testing;

public sealed class WebhookTestOperationsTests : IAsyncLifetime
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private WebhooksRoom _room = null!;

    public async ValueTask InitializeAsync()
    {
        _room = await WebhooksRoom.CreateAsync();
        await _room.PutSecretAsync("HMAC", "signing-key-1");
        await _room.PutSecretAsync("PAT", "bearer-token-1");
    }

    public ValueTask DisposeAsync() => _room.DisposeAsync();

    private Task<Outcome<WebhookTest>> TestAsync(string? payload, Actor? actor = null, SampleEventBody? sample = null) =>
        _room.Trials.TestAsync(actor ?? _room.Admin, WebhooksRoom.Team, "ci", payload, sample, Ct);

    private Task<Outcome<WebhookTest>> TestUnsavedAsync(Func<WebhookSettings, WebhookSettings> change, string? payload = null, Actor? actor = null) =>
        _room.Trials.TestUnsavedAsync(actor ?? _room.Admin, WebhooksRoom.Team,
            change(new WebhookSettings { Name = "unsaved", Url = _room.Receiver.Url + "/try" }), payload, null, Ct);

    [Fact]
    public async Task M14_a_saved_webhook_is_tested_by_the_real_path_and_nothing_is_saved()
    {
        await _room.CreateWebhookAsync(draft => draft with { Secret = "HMAC", AccessToken = "PAT" });
        var trial = WebhooksRoom.Ok(await TestAsync("""{"type":"${event_type}","v":"${artifact_version_string}","alias":"${alias}","k":"$PAT"}"""));
        var request = Assert.Single(_room.Receiver.Requests);
        Assert.Equal("""{"type":"ADD_ARTIFACT_ALIAS","v":"vision/model-registry/sample-model:sample","alias":"sample","k":"bearer-token-1"}""", request.Text);
        Assert.Equal("Bearer bearer-token-1", request.Header("Authorization"));
        Assert.NotNull(request.Header("X-Wandb-Signature"));
        Assert.True(trial.Delivered);
        Assert.Equal("""{"type":"ADD_ARTIFACT_ALIAS","v":"vision/model-registry/sample-model:sample","alias":"sample","k":"***"}""", trial.Body);
        Assert.Equal("ok", trial.Attempt.ResponseBody);
        Assert.Empty(await _room.QueryAsync<long>("select id from deliveries"));
    }

    [Fact]
    public async Task The_sample_event_fills_the_variables()
    {
        await _room.CreateWebhookAsync();
        await TestAsync("""{"a":"${event_type} ${event_author} ${artifact_collection_name} ${artifact_version_string} [${alias}] ${artifact_version_index}"}""",
            sample: new() { Type = "LINK_ARTIFACT", Actor = "zoe", RegisteredModel = "Iris", Version = "v7" });
        Assert.Equal("""{"a":"LINK_ARTIFACT zoe Iris vision/model-registry/Iris:v7 [] 7"}""", Assert.Single(_room.Receiver.Requests).Text);
    }

    [Fact]
    public async Task A_member_may_test_a_saved_webhook_but_cannot_read_a_secret_through_it()
    {
        await _room.CreateWebhookAsync(draft => draft with { AccessToken = "PAT", Headers = new Dictionary<string, string> { ["X-Key"] = "${HMAC}" } });
        foreach (var payload in (string[])["""{"a":"$HMAC"}""", """{"a":"x ${HMAC}"}""", """{"a":"${ACCESS_TOKEN}"}""", """{"${HMAC}":1}""", """{"a":"\u0024HMAC"}"""])
        {
            Assert.Equal(ErrorCodes.SecretNeedsAdmin, (await TestAsync(payload, _room.Member)).Refusal?.Code);
        }
        Assert.Empty(_room.Receiver.Requests);

        _room.Receiver.Answer = request => new ReceiverAnswer(200, string.Join(' ', request.Headers.Values));
        var trial = WebhooksRoom.Ok(await TestAsync("""{"a":"hello"}""", _room.Member));
        Assert.Null(trial.Attempt.ResponseBody); // The receiver stands in private space here.
        var shown = System.Text.Json.JsonSerializer.Serialize(trial);
        Assert.DoesNotContain("signing-key-1", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("bearer-token-1", shown, StringComparison.Ordinal);
        Assert.Equal(ErrorCodes.Forbidden, (await TestAsync("{}", _room.Viewer)).Refusal?.Code);
        Assert.Equal(ErrorCodes.NotFound, (await TestAsync("{}", _room.Stranger)).Refusal?.Code);
    }

    [Fact]
    public async Task An_echoed_token_is_masked_for_the_admin_too()
    {
        await _room.CreateWebhookAsync(draft => draft with { AccessToken = "PAT" });
        _room.Receiver.Answer = request => new ReceiverAnswer(200,
            $"{request.Header("Authorization")} {Convert.ToBase64String(Encoding.UTF8.GetBytes("bearer-token-1"))}");
        var body = WebhooksRoom.Ok(await TestAsync(null)).Attempt.ResponseBody!;
        Assert.StartsWith("Bearer *** ***", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S_M8_response_headers_that_become_equal_once_they_are_masked_are_one_in_saved_and_unsaved_tests()
    {
        await _room.CreateWebhookAsync(draft => draft with { AccessToken = "PAT" });
        _room.Receiver.Answer = _ => new ReceiverAnswer(500, "no")
        {
            Headers = new Dictionary<string, string> { ["X-bearer-token-1"] = "1", ["X-***"] = "2" },
        };
        Assert.Equal("1, 2", WebhooksRoom.Ok(await TestAsync(null)).Attempt.ResponseHeaders!["X-***"]);
        Assert.Equal("1, 2", WebhooksRoom.Ok(await TestUnsavedAsync(draft => draft with { AccessToken = "PAT" })).Attempt.ResponseHeaders!["X-***"]);
    }

    [Fact]
    public async Task An_unsaved_webhook_is_tested_by_admins_only()
    {
        Assert.Equal(ErrorCodes.Forbidden, (await TestUnsavedAsync(draft => draft, actor: _room.Member)).Refusal?.Code);
        Assert.Equal(ErrorCodes.Forbidden, (await TestUnsavedAsync(draft => draft with { AccessToken = "PAT" }, actor: _room.Member)).Refusal?.Code);
        Assert.Empty(_room.Receiver.Requests);
        Assert.True(WebhooksRoom.Ok(await TestUnsavedAsync(draft => draft with { AccessToken = "PAT" })).Delivered);
        Assert.Equal("Bearer bearer-token-1", Assert.Single(_room.Receiver.Requests).Header("Authorization"));
    }

    [Fact]
    public async Task What_saving_would_refuse_is_refused()
    {
        Assert.Equal(ErrorCodes.UrlRefused, (await TestUnsavedAsync(draft => draft with { Url = "http://169.254.169.254/" })).Refusal?.Code);
        Assert.Equal(ErrorCodes.HostUnknown, (await TestUnsavedAsync(draft => draft with { Url = "https://nobody.invalid/" })).Refusal?.Code);
        Assert.Equal(ErrorCodes.SecretMissing, (await TestUnsavedAsync(draft => draft with { Secret = "NONE" })).Refusal?.Code);
        Assert.Equal(ErrorCodes.HeaderInvalid, (await TestUnsavedAsync(draft => draft with { Headers = new Dictionary<string, string> { ["Host"] = "x" } })).Refusal?.Code);
        Assert.Equal(ErrorCodes.TemplateInvalid, (await TestUnsavedAsync(draft => draft, "[1]")).Refusal?.Code);
        Assert.Equal(ErrorCodes.UnknownVariable, (await TestUnsavedAsync(draft => draft, """{"a":"${nope_at_all}"}""")).Refusal?.Code);
        Assert.Equal(ErrorCodes.PayloadTooLarge, (await TestUnsavedAsync(draft => draft, $$"""{"a":"{{new string('x', 1 << 20)}}"}""")).Refusal?.Code);
        Assert.Empty(_room.Receiver.Requests);
    }

    [Fact]
    public async Task What_the_network_decides_is_an_error_in_the_result()
    {
        var refused = WebhooksRoom.Ok(await TestUnsavedAsync(draft => draft with { Url = "http://localhost:1/" }));
        Assert.False(refused.Delivered);
        Assert.Equal(SendErrorCodes.ConnectRefused, refused.Attempt.Error!.Code);
        Assert.Null(refused.Attempt.ResponseHeaders);

        _room.Receiver.Answer = _ => new ReceiverAnswer(302) { Headers = new Dictionary<string, string> { ["Location"] = "http://169.254.169.254/" } };
        var redirected = WebhooksRoom.Ok(await TestUnsavedAsync(draft => draft));
        Assert.Equal((302, SendErrorCodes.Redirected), (redirected.Attempt.Status, redirected.Attempt.Error!.Code));
        Assert.Single(_room.Receiver.Requests);
    }

    [Fact]
    public async Task A_disabled_webhook_can_be_tested()
    {
        await _room.CreateWebhookAsync(draft => draft with { Enabled = false });
        Assert.True(WebhooksRoom.Ok(await TestAsync(null)).Delivered);
        Assert.Equal("{}", Assert.Single(_room.Receiver.Requests).Text);
    }
}

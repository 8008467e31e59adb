using Slipway.Api;
using Slipway.Api.Webhooks;
using Slipway.Rest;
using Slipway.Webhooks.Definitions;

namespace Slipway.Webhooks.Http;

/// <summary>Between webhooks and their wire records.</summary>
internal static class WebhookDrafts
{
    public static Outcome<WebhookDraft> From(CreateWebhookRequest request) => Read(
        new()
        {
            Name = request.Name,
            Url = request.Url,
            Secret = request.Secret,
            AccessToken = request.AccessToken,
            Headers = request.Headers ?? new Dictionary<string, string>(),
            Enabled = request.Enabled ?? true,
        },
        request.SignatureEncoding, request.Signatures);

    public static Outcome<WebhookDraft> From(TestUnsavedWebhookRequest request) => Read(
        new()
        {
            Name = "unsaved",
            Url = request.Url,
            Secret = request.Secret,
            AccessToken = request.AccessToken,
            Headers = request.Headers ?? new Dictionary<string, string>(),
        },
        request.SignatureEncoding, request.Signatures);

    public static Outcome<Func<WebhookDraft, WebhookDraft>> Change(PatchWebhookRequest request)
    {
        var encoding = SignatureText.Encoding(request.SignatureEncoding.Or(SignatureText.Of(default(Sending.SignatureEncoding))));
        var github = SignatureText.IsGitHub(request.Signatures.Or([]));
        var wrong = encoding.Refusal ?? github.Refusal ?? CheckHeaders(request.Headers.Or(null!))
            ?? CheckPresent(request.Name, "name") ?? CheckPresent(request.Url, "url");
        if (wrong is not null)
        {
            return wrong;
        }
        return (Func<WebhookDraft, WebhookDraft>)(before => before with
        {
            Name = request.Name.Or(before.Name),
            Url = request.Url.Or(before.Url),
            Secret = request.Secret.Or(before.Secret),
            AccessToken = request.AccessToken.Or(before.AccessToken),
            SignatureEncoding = request.SignatureEncoding.IsSet ? encoding.Value : before.SignatureEncoding,
            GitHubSignature = request.Signatures.IsSet ? github.Value : before.GitHubSignature,
            Headers = request.Headers.Or(before.Headers) ?? new Dictionary<string, string>(),
            Enabled = request.Enabled.Or(before.Enabled),
        });
    }

    public static WebhookResponse ToResponse(Webhook webhook, string team) => new()
    {
        Id = webhook.Id.ToString(),
        Team = team,
        Name = webhook.Name,
        Url = webhook.Draft.Url,
        Secret = webhook.Draft.Secret,
        AccessToken = webhook.Draft.AccessToken,
        SignatureEncoding = SignatureText.Of(webhook.Draft.SignatureEncoding),
        Signatures = SignatureText.Of(webhook.Draft.GitHubSignature),
        Headers = webhook.Draft.Headers,
        Enabled = webhook.Draft.Enabled,
        DisabledReason = webhook.DisabledReason,
        Warnings = webhook.Warnings,
        UsedBy = [.. webhook.UsedBy.Select(use => new UserOfThingResponse { Kind = use.UserKind, Name = use.UserName })],
        CreatedBy = webhook.CreatedBy,
        CreatedAt = webhook.CreatedAt,
        UpdatedAt = webhook.UpdatedAt,
    };

    private static Outcome<WebhookDraft> Read(WebhookDraft draft, string? encodingText, IReadOnlyList<string>? signatures)
    {
        var encoding = SignatureText.Encoding(encodingText);
        var github = SignatureText.IsGitHub(signatures);
        return (encoding.Refusal ?? github.Refusal ?? CheckHeaders(draft.Headers)) is { } wrong
            ? wrong
            : draft with { SignatureEncoding = encoding.Value, GitHubSignature = github.Value };
    }

    private static Refusal? CheckPresent(Optional<string> field, string name) => field is { IsSet: true, Value: null }
        ? Refusal.OfField(ErrorCodes.Invalid, name, $"A webhook has a {name}: leave the field out to keep it.")
        : null;

    private static Refusal? CheckHeaders(IReadOnlyDictionary<string, string>? headers) =>
        headers?.Values.Any(value => (string?)value is null) is true
            ? Refusal.OfField(ErrorCodes.Invalid, "headers", "A header has a value.")
            : null;
}

using Slipway.Api;
using Slipway.Api.Webhooks;
using Slipway.Secrets.Values;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Payloads;
using Slipway.Webhooks.Sending;

namespace Slipway.Webhooks.Deliveries;

/// <summary>Puts a request together from a webhook, a payload and the secrets both name. The same for delivery and test. Pure.</summary>
internal static class RequestComposer
{
    /// <summary>Every team secret that the request needs.</summary>
    public static IReadOnlyCollection<string> SecretNames(WebhookConnection webhook, RenderedPayload payload) =>
        [.. webhook.SecretNames.Union(payload.SecretNames)];

    /// <summary>The request; null when it cannot be made, and then <paramref name="error"/> says why.</summary>
    public static WebhookRequest? Compose(
        WebhookConnection webhook,
        RenderedPayload payload,
        IReadOnlyDictionary<string, SecretValue> secrets,
        string messageId,
        DateTimeOffset now,
        out SendError? error)
    {
        var missing = SecretNames(webhook, payload).Where(name => !secrets.ContainsKey(name)).ToArray();
        if (missing.Length > 0)
        {
            error = new(ErrorCodes.SecretMissing, $"The team has no readable secret {string.Join(", ", missing)}.",
                "Create the secret, or change the webhook or the payload that names it.");
            return null;
        }

        var token = webhook.AccessToken is { } name ? secrets[name] : null;
        if (payload.Resolve(secrets, token, out var problem) is not { } body)
        {
            error = new(problem!.Kind switch
            {
                PayloadProblemKind.TooLarge => ErrorCodes.PayloadTooLarge,
                PayloadProblemKind.Malformed => ErrorCodes.TemplateInvalid,
                _ => ErrorCodes.SecretMissing,
            },
                problem.Detail, "Change the payload.");
            return null;
        }

        error = null;
        return new WebhookRequest
        {
            Url = webhook.Url,
            Body = body,
            MessageId = messageId,
            Timestamp = now,
            Signing = webhook.Secret is { } secret ? SigningKeys.Of(webhook, secrets[secret].Reveal()) : null,
            AccessToken = token?.Reveal(),
            Headers = [.. webhook.Headers.Select(header =>
                new WebhookHeader(header.Key, HeaderTemplate.Parse(header.Value).Resolve(secrets), header.Value))],
        };
    }
}

using Slipway.Api.Webhooks;

namespace Slipway.Webhooks.Definitions;

internal static class NamedSecrets
{
    extension(WebhookConnection webhook)
    {
        /// <summary>Every team secret that it names: to sign, as token, in headers.</summary>
        public IReadOnlyCollection<string> SecretNames =>
            [.. ((string?[])[webhook.Secret, webhook.AccessToken]).OfType<string>()
                .Concat(webhook.Headers.Values.SelectMany(value => HeaderTemplate.Parse(value).SecretNames)).Distinct()];
    }
}

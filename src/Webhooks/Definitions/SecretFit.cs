using Slipway.Api;
using Slipway.Api.Webhooks;
using Slipway.Rest;
using Slipway.Secrets.Values;
using Slipway.Webhooks.Sending;

namespace Slipway.Webhooks.Definitions;

/// <summary>
/// Whether the secrets that a webhook names can do what it wants of them, asked when it is saved: a delivery would find the
/// same, and be retried for days. Pure.
/// </summary>
internal static class SecretFit
{
    /// <summary>Why they cannot; null when they can. The values do not appear in it.</summary>
    /// <param name="secrets">What can be read of them now; of another nothing is said here.</param>
    public static Refusal? Check(WebhookConnection webhook, IReadOnlyDictionary<string, SecretValue> secrets)
    {
        if (webhook.Secret is { } signing && secrets.TryGetValue(signing, out var key) && Signatures.Problem(key.Reveal()) is { } problem)
        {
            return Refusal.OfField(ErrorCodes.SecretUnusable, "secret", $"Nothing can be signed with secret '{signing}': {problem} Give it a usable value first.");
        }
        if (webhook.AccessToken is { } name && secrets.TryGetValue(name, out var token) && !CustomHeaders.IsFieldValue(token.Reveal()))
        {
            return Refusal.OfField(ErrorCodes.SecretUnusable, "accessToken", Unsendable(name));
        }
        foreach (var (header, value) in webhook.Headers)
        {
            if (HeaderTemplate.Parse(value).SecretNames.FirstOrDefault(used => secrets.TryGetValue(used, out var one) && !CustomHeaders.IsFieldValue(one.Reveal())) is { } wrong)
            {
                return Refusal.OfField(ErrorCodes.SecretUnusable, "headers", $"{header}: {Unsendable(wrong)}");
            }
        }
        return null;
    }

    private static string Unsendable(string name) =>
        $"Secret '{name}' cannot stand in a header: it holds a line break, another control character or one outside ASCII. A newline at its end counts; set it anew without.";
}

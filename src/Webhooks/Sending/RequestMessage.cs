using System.Net;
using System.Net.Http;
using System.Reflection;

namespace Slipway.Webhooks.Sending;

/// <summary>Writes the HTTP request of an attempt, and its description for logs.</summary>
internal static class RequestMessage
{
    private const string Masked = "***";

    private static readonly string UserAgent = "Slipway/"
        + (typeof(RequestMessage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0");

    /// <summary>The message, signed over the exact bytes that it carries.</summary>
    /// <exception cref="SendFailure">A header, secret or token that may not or cannot be sent.</exception>
    public static HttpRequestMessage Create(WebhookRequest request, WebhookUrl url)
    {
        if (CustomHeaders.Refuse([.. request.Headers.Select(h => KeyValuePair.Create(h.Name, h.Value))], request.AccessToken is not null)
            is { } reason)
        {
            throw new SendFailure(HeaderRefused(reason));
        }

        var message = new HttpRequestMessage(HttpMethod.Post, url.Uri)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ReadOnlyMemoryContent(request.Body),
        };
        // Later fields replace earlier ones of the same name.
        var fields = new OrderedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in Fields(request))
        {
            fields[name] = value;
        }

        foreach (var (name, value) in fields)
        {
            // The handler keeps headers of the content apart, and takes each in its own place only.
            if (!message.Headers.TryAddWithoutValidation(name, value) && !message.Content.Headers.TryAddWithoutValidation(name, value))
            {
                message.Dispose();
                throw new SendFailure(HeaderRefused($"The header {name} cannot be sent."));
            }
        }

        return message;
    }

    /// <summary>The same headers for logs: the token masked, the owner's own as their templates show them.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Describe(HttpRequestMessage message, WebhookRequest request) =>
    [
        .. message.Headers.Concat(message.Content!.Headers).Select(header =>
        {
            var own = request.Headers.FirstOrDefault(h => h.Name.Equals(header.Key, StringComparison.OrdinalIgnoreCase));
            var isToken = own is null && header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase);
            return KeyValuePair.Create(header.Key, own?.Shown ?? (isToken ? "Bearer " + Masked : string.Join(", ", header.Value)));
        }),
    ];

    private static IEnumerable<KeyValuePair<string, string>> Fields(WebhookRequest request)
    {
        yield return new("User-Agent", UserAgent); // GitHub refuses requests without
        yield return new("Accept", "*/*");
        yield return new("Content-Type", "application/json");
        yield return new("webhook-id", request.MessageId);
        yield return new("webhook-timestamp", Signatures.Timestamp(request.Timestamp));
        foreach (var signature in Sign(request))
        {
            yield return signature;
        }

        if (request.AccessToken is { } token)
        {
            yield return token.Length > 0 && CustomHeaders.IsFieldValue(token)
                ? new("Authorization", "Bearer " + token)
                : throw new SendFailure(SendErrors.SecretUnusable(
                    "The access token is empty or contains a line break, a control character or one outside ASCII."));
        }

        // Last, so that an owner's own Accept, Content-Type or User-Agent replaces ours.
        foreach (var header in request.Headers)
        {
            yield return new(header.Name, header.Value);
        }
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Sign(WebhookRequest request)
    {
        try
        {
            return Signatures.Headers(request.Signing, request.MessageId, request.Timestamp, request.Body.Span);
        }
        catch (FormatException e)
        {
            throw new SendFailure(SendErrors.SecretUnusable(e.Message), e);
        }
    }

    private static SendError HeaderRefused(string reason) => new(SendErrorCodes.HeaderRefused, reason, "Correct the webhook's headers.");
}

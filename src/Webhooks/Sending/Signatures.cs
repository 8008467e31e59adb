using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Slipway.Api.Webhooks;

namespace Slipway.Webhooks.Sending;

/// <summary>Signs a request (M6; webhooks 2). Pure: the same input gives the same headers.</summary>
internal static class Signatures
{
    private const string StandardPrefix = "whsec_";

    /// <summary>The signature headers over the exact bytes of the body; none when <paramref name="keys"/> is null.</summary>
    /// <exception cref="FormatException">A secret that no signature can be made with; the message does not contain it.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Headers(
        SigningKeys? keys, string messageId, DateTimeOffset timestamp, ReadOnlySpan<byte> body)
    {
        if (keys is null || keys.Secrets.Count == 0)
        {
            return [];
        }

        var current = keys.Secrets[0];
        var headers = new List<KeyValuePair<string, string>>(3)
        {
            new("X-Wandb-Signature", Wandb(current, keys.Encoding, body)),
            new("webhook-signature", StandardWebhooks(keys.Secrets, messageId, timestamp, body)),
        };
        if (keys.GitHub)
        {
            headers.Add(new("X-Hub-Signature-256", GitHub(current, body)));
        }

        return headers;
    }

    /// <summary>
    /// Whether a header is a signature of the body alone. Who has one may send that body again whenever they like, while
    /// <c>webhook-signature</c> also covers the time.
    /// </summary>
    public static bool IsTimeless(string header) =>
        header.Equals("X-Wandb-Signature", StringComparison.OrdinalIgnoreCase) || header.Equals("X-Hub-Signature-256", StringComparison.OrdinalIgnoreCase);

    /// <summary>HMAC-SHA256 of the body, the secret taken as UTF-8 text: the construction of W&amp;B's bash sample.</summary>
    public static string Wandb(string secret, SignatureEncoding encoding, ReadOnlySpan<byte> body)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(TextKey(secret), body, mac);
        return encoding switch
        {
            SignatureEncoding.Base64 => Convert.ToBase64String(mac),
            SignatureEncoding.Hex => Convert.ToHexStringLower(mac),
            SignatureEncoding.Sha256Hex => "sha256=" + Convert.ToHexStringLower(mac),
            _ => throw new ArgumentOutOfRangeException(nameof(encoding)),
        };
    }

    /// <summary>GitHub's <c>X-Hub-Signature-256</c>.</summary>
    public static string GitHub(string secret, ReadOnlySpan<byte> body) => Wandb(secret, SignatureEncoding.Sha256Hex, body);

    /// <summary>Standard Webhooks 1.0.0, <c>v1</c>: one signature for each live secret, parted by spaces, in the order given.</summary>
    public static string StandardWebhooks(
        IReadOnlyList<string> secrets, string messageId, DateTimeOffset timestamp, ReadOnlySpan<byte> body)
    {
        var signed = SignedContent(messageId, timestamp, body);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var text = new StringBuilder();
        foreach (var secret in secrets)
        {
            HMACSHA256.HashData(StandardKey(secret), signed, mac);
            text.Append(text.Length == 0 ? "v1," : " v1,").Append(Convert.ToBase64String(mac));
        }

        return text.ToString();
    }

    /// <summary>Unix seconds, as <c>webhook-timestamp</c> carries them.</summary>
    public static string Timestamp(DateTimeOffset timestamp) =>
        timestamp.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static byte[] SignedContent(string messageId, DateTimeOffset timestamp, ReadOnlySpan<byte> body)
    {
        var prefix = $"{messageId}.{Timestamp(timestamp)}.";
        var signed = new byte[Encoding.UTF8.GetByteCount(prefix) + body.Length];
        var length = Encoding.UTF8.GetBytes(prefix, signed);
        body.CopyTo(signed.AsSpan(length));
        return signed;
    }

    private static byte[] TextKey(string secret) =>
        secret.Length > 0 ? Encoding.UTF8.GetBytes(secret) : throw new FormatException("The webhook's secret is empty.");

    /// <summary>Why nothing can be signed with the secret; null when something can. The secret does not appear in it.</summary>
    public static string? Problem(string secret)
    {
        try
        {
            StandardKey(secret);
            return null;
        }
        catch (FormatException wrong)
        {
            return wrong.Message;
        }
    }

    // Only this scheme decodes: the other headers' receivers were given the text (webhooks 2, traps).
    private static byte[] StandardKey(string secret)
    {
        if (!secret.StartsWith(StandardPrefix, StringComparison.Ordinal))
        {
            return TextKey(secret);
        }

        var encoded = secret.AsSpan(StandardPrefix.Length);
        if (!Base64.IsValid(encoded, out var length) || length == 0)
        {
            throw new FormatException($"The webhook's secret begins with {StandardPrefix}, but what follows is not base64 with its padding.");
        }

        return Convert.FromBase64String(secret[StandardPrefix.Length..]);
    }
}

/// <summary>What one request is signed with. A request without a secret has no <see cref="SigningKeys"/> (M6).</summary>
/// <remarks>Printing it never shows a key.</remarks>
public sealed record SigningKeys
{
    /// <summary>The live secrets, the current one first. All of them stand in <c>webhook-signature</c>; the headers with
    /// room for one signature carry that of the first.</summary>
    public required IReadOnlyList<string> Secrets { get; init; }

    /// <summary>Form of <c>X-Wandb-Signature</c>.</summary>
    public SignatureEncoding Encoding { get; init; } = SignatureEncoding.Base64;

    /// <summary>Adds <c>X-Hub-Signature-256</c> (<c>signatures: ["github"]</c>).</summary>
    public bool GitHub { get; init; }

    /// <summary>As a webhook has it, with the value of its secret.</summary>
    public static SigningKeys Of(WebhookConnection webhook, string secret) => new()
    {
        Secrets = [secret],
        Encoding = webhook.SignatureEncoding,
        GitHub = webhook.Signatures.Contains(FurtherSignature.GitHub),
    };

    private bool PrintMembers(StringBuilder text)
    {
        text.Append("Secrets = *** x ").Append(Secrets.Count).Append(", Encoding = ").Append(Encoding);
        text.Append(", GitHub = ").Append(GitHub);
        return true;
    }
}

using System.Buffers;
using System.Text;
using System.Text.Json;
using Slipway.Rest;
using Slipway.Secrets.Values;

namespace Slipway.Webhooks.Payloads;

/// <summary>
/// A payload whose variables are filled in and whose secrets are still names. It is stored as a JSON array in which a
/// string is text and an object is a secret; so an alias called <c>${PROD_TOKEN}</c> is, and stays, text.
/// </summary>
public sealed class RenderedPayload
{
    /// <summary>Largest payload, in bytes of UTF-8, with its secrets filled in.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>The payload of an automation that has none: <c>{}</c>.</summary>
    public static readonly RenderedPayload Empty = new([new PayloadText("{}")]);

    private readonly IReadOnlyList<PayloadPart> _parts;
    private string? _stored;

    /// <param name="parts">Text, secrets and the access token; no other kind.</param>
    internal RenderedPayload(IReadOnlyList<PayloadPart> parts) => _parts = parts;

    /// <summary>Names of the team secrets that it needs.</summary>
    public IReadOnlyCollection<string> SecretNames => [.. _parts.OfType<PayloadSecret>().Select(secret => secret.Name).Distinct()];

    /// <summary>Whether it carries the webhook's access token.</summary>
    public bool UsesAccessToken => _parts.Any(part => part is PayloadAccessToken);

    /// <summary>Bytes of UTF-8 without the secrets.</summary>
    public int Size => _parts.OfType<PayloadText>().Sum(part => Encoding.UTF8.GetByteCount(part.Json));

    /// <summary>
    /// The bytes to send: secrets filled in, escaped for JSON. Null when a secret is missing or the whole is too large;
    /// <paramref name="problem"/> says which.
    /// </summary>
    /// <param name="secrets">The team's secrets by name.</param>
    /// <param name="accessToken">The webhook's token; null renders empty, as a variable that does not apply.</param>
    /// <param name="problem">Why there are no bytes; names secrets, never tells them.</param>
    public byte[]? Resolve(IReadOnlyDictionary<string, SecretValue> secrets, SecretValue? accessToken, out PayloadProblem? problem)
    {
        var missing = SecretNames.Where(name => !secrets.ContainsKey(name)).ToArray();
        if (missing.Length > 0)
        {
            problem = new(PayloadProblemKind.SecretMissing, $"The payload names {string.Join(", ", missing)}, which this team has no secret for.");
            return null;
        }

        // Each value is escaped once, and the size is known before a byte is written: a name of four characters may stand
        // for a secret of 64 KiB, a hundred thousand times.
        var values = SecretNames.ToDictionary(name => name, name => Escaped(secrets[name].Reveal()), StringComparer.Ordinal);
        var token = Escaped(accessToken?.Reveal() ?? "");
        byte[] ValueOf(PayloadPart part) => part is PayloadSecret secret ? values[secret.Name] : token;
        var size = Size + _parts.Where(part => part is not PayloadText).Sum(part => (long)ValueOf(part).Length);
        if (size > MaxBytes)
        {
            problem = new(PayloadProblemKind.TooLarge, $"The payload would be {size} bytes with its secrets; at most {MaxBytes} are sent.");
            return null;
        }
        var body = Write((int)size, ValueOf);
        if (_parts.Any(part => part is not PayloadText) && JsonFaults.Find(body) is not null)
        {
            // Which key it is may be the secret.
            problem = new(PayloadProblemKind.Malformed, "A key of the payload stands twice in one object once its secrets are filled in.");
            return null;
        }
        problem = null;
        return body;
    }

    /// <summary>What is wrong with it as JSON, secrets aside; null for nothing.</summary>
    internal JsonFault? FaultWithNames() => JsonFaults.Find(Encoding.UTF8.GetBytes(WithNames()));

    /// <summary>The payload as a person may see it: every secret is <c>***</c>.</summary>
    public string Masked() => Text(static _ => SecretMask.Blot);

    /// <summary>The payload for those who debug it: every secret as <c>${NAME}</c>.</summary>
    public string WithNames() => Text(static part => $"${{{(part as PayloadSecret)?.Name ?? PayloadVariables.AccessToken}}}");

    /// <summary>The form in which it rests in the database; made once.</summary>
    public string ToStored() => _stored ??= Write();

    private string Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new() { Encoder = PayloadParser.Escaper }))
        {
            writer.WriteStartArray();
            foreach (var part in _parts)
            {
                WritePart(writer, part);
            }
            writer.WriteEndArray();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads what <see cref="ToStored"/> wrote.</summary>
    public static RenderedPayload FromStored(string stored)
    {
        using var document = JsonDocument.Parse(stored);
        return new([.. document.RootElement.EnumerateArray().Select(ReadPart)]);
    }

    private static void WritePart(Utf8JsonWriter writer, PayloadPart part)
    {
        switch (part)
        {
            case PayloadText text:
                writer.WriteStringValue(text.Json);
                break;
            case PayloadSecret secret:
                writer.WriteStartObject();
                writer.WriteString("secret", secret.Name);
                writer.WriteEndObject();
                break;
            default:
                writer.WriteStartObject();
                writer.WriteBoolean("accessToken", true);
                writer.WriteEndObject();
                break;
        }
    }

    private static PayloadPart ReadPart(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => new PayloadText(element.GetString()!),
        _ when element.TryGetProperty("secret", out var name) => new PayloadSecret(name.GetString()!),
        _ => new PayloadAccessToken(),
    };

    private static byte[] Escaped(string value) => Encoding.UTF8.GetBytes(PayloadParser.Escaper.Encode(value));

    private byte[] Write(int size, Func<PayloadPart, byte[]> secretOf)
    {
        var body = new byte[size];
        var at = 0;
        foreach (var part in _parts)
        {
            if (part is PayloadText text)
            {
                at += Encoding.UTF8.GetBytes(text.Json, body.AsSpan(at));
                continue;
            }
            var value = secretOf(part);
            value.CopyTo(body, at);
            at += value.Length;
        }
        return body;
    }

    private string Text(Func<PayloadPart, string> secretOf)
    {
        var all = new StringBuilder();
        foreach (var part in _parts)
        {
            all.Append(part is PayloadText text ? text.Json : PayloadParser.Escaper.Encode(secretOf(part)));
        }
        return all.ToString();
    }
}

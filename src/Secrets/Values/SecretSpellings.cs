using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace Slipway.Secrets.Values;

/// <summary>
/// The ways in which a program may write a text down again: as it is, base64 (also in the middle of something longer,
/// as in <c>Basic user:token</c>), hex, escaped for a URL, for JSON and for HTML. What a receiver echoes is searched for
/// all of them.
/// </summary>
internal static class SecretSpellings
{
    private const string SigningPrefix = "whsec_";

    /// <summary>Every spelling of the secret, at least <see cref="SecretMask.MinLength"/> characters each.</summary>
    public static IEnumerable<string> Of(string secret) =>
        Texts(secret).SelectMany(Spellings).Where(spelling => spelling.Length >= SecretMask.MinLength);

    /// <summary>The secret, the secret without the white space around it, and the key inside of a signing secret.</summary>
    private static IEnumerable<string> Texts(string secret)
    {
        yield return secret;
        if (secret.Trim() is var trimmed && trimmed.Length != secret.Length)
        {
            yield return trimmed;
        }
        if (secret.StartsWith(SigningPrefix, StringComparison.Ordinal))
        {
            yield return secret[SigningPrefix.Length..];
        }
    }

    private static IEnumerable<string> Spellings(string text)
    {
        yield return text;
        var bytes = Encoding.UTF8.GetBytes(text);

        for (var alignment = 0; alignment < 3; alignment++)
        {
            var base64 = Base64Inside(bytes, alignment);
            yield return base64;
            yield return base64.Replace('+', '-').Replace('/', '_');
        }

        yield return Convert.ToHexString(bytes);
        yield return Convert.ToHexStringLower(bytes);

        foreach (var escaped in UrlSpellings(text, bytes).Concat(JsonSpellings(text)))
        {
            yield return escaped;
        }

        yield return WebUtility.HtmlEncode(text);
        yield return HtmlEncoder.Default.Encode(text);
    }

    /// <summary>
    /// The characters of base64 that the bytes alone decide when they stand <paramref name="alignment"/> bytes behind a
    /// multiple of three; those that neighbours share are left out.
    /// </summary>
    private static string Base64Inside(byte[] bytes, int alignment)
    {
        var padded = new byte[alignment + bytes.Length];
        bytes.CopyTo(padded, alignment);
        var first = ((alignment * 8) + 5) / 6;
        var end = padded.Length * 8 / 6;
        return Convert.ToBase64String(padded)[first..Math.Max(first, end)];
    }

    private static IEnumerable<string> UrlSpellings(string text, byte[] bytes)
    {
        var path = Uri.EscapeDataString(text);
        yield return path;
        yield return LowerPercents(path);
        var form = WebUtility.UrlEncode(text);
        yield return form;
        yield return LowerPercents(form);
        var all = string.Concat(bytes.Select(value => string.Create(CultureInfo.InvariantCulture, $"%{value:X2}")));
        yield return all;
        yield return LowerPercents(all);
    }

    private static IEnumerable<string> JsonSpellings(string text)
    {
        foreach (var encoder in (JavaScriptEncoder[])[JavaScriptEncoder.Default, JavaScriptEncoder.UnsafeRelaxedJsonEscaping])
        {
            var json = encoder.Encode(text);
            yield return json;
            yield return LowerUnicodes(json);
            yield return json.Replace("/", "\\/", StringComparison.Ordinal); // PHP
            // JSON within JSON, as in an error message that quotes the request.
            yield return encoder.Encode(json);
        }
    }

    private static string LowerPercents(string text) => LowerAfter(text, "%", 2);

    private static string LowerUnicodes(string text) => LowerAfter(text, "\\u", 4);

    /// <summary>The text with the hex digits that follow each marker in lower case.</summary>
    private static string LowerAfter(string text, string marker, int digits)
    {
        var lower = new StringBuilder(text);
        for (var at = text.IndexOf(marker, StringComparison.Ordinal); at >= 0; at = text.IndexOf(marker, at + marker.Length, StringComparison.Ordinal))
        {
            for (var digit = at + marker.Length; digit < Math.Min(text.Length, at + marker.Length + digits); digit++)
            {
                lower[digit] = char.ToLowerInvariant(lower[digit]);
            }
        }
        return lower.ToString();
    }
}

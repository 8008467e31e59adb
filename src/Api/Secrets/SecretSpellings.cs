using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace Slipway.Api.Secrets;

/// <summary>
/// The ways in which a program may write a text down again: as it is, base64 (also in the middle of something longer,
/// as in <c>Basic user:token</c>), hex, escaped for a URL, for JSON and for HTML; a secret in many lines also line by line. What a
/// receiver echoes and what a job prints is searched for all of them.
/// </summary>
public static class SecretSpellings
{
    /// <summary>Shortest text, in characters, that counts as a secret worth masking: shorter ones would blot out half of every page and guard nothing.</summary>
    public const int MinLength = 4;

    private const string SigningPrefix = "whsec_";
    private const string PemMarker = "-----BEGIN ";

    // A line of a secret in many lines is one by itself. Short ones, such as a brace, are words of any text; of a key even the
    // last line, which may be short, is none.
    private const int MinLineLength = 8;

    // As wandb's client and curl -u send a key: the name of the user does not matter, and these are the usual ones.
    private static readonly string[] BasicUsers = ["api", "user"];

    /// <summary>Every spelling of the secret, at least <see cref="MinLength"/> characters each; none of a shorter secret. Some may come twice.</summary>
    public static IEnumerable<string> Of(string secret) =>
        secret.Length < MinLength ? [] : Texts(secret).SelectMany(Spellings).Where(spelling => spelling.Length >= MinLength);

    /// <summary>The same of an API key, with what the header <c>Authorization: Basic</c> holds of it.</summary>
    public static IEnumerable<string> OfKey(string key) =>
        BasicUsers.Select(user => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{key}"))).Concat(Of(key));

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
        if (secret.AsSpan().IndexOfAny('\n', '\r') < 0)
        {
            yield break;
        }
        var least = secret.Contains(PemMarker, StringComparison.Ordinal) ? MinLength : MinLineLength;
        foreach (var line in secret.Split(['\n', '\r'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length >= least)
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<string> Spellings(string text)
    {
        yield return text;
        var bytes = Encoding.UTF8.GetBytes(text);

        yield return Convert.ToBase64String(bytes);
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
        var all = string.Concat(text.Select(character => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}")));
        yield return all;
        yield return LowerUnicodes(all);
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

using Slipway.Api;
using Slipway.Rest;
using Slipway.Webhooks.Sending;

namespace Slipway.Webhooks.Http;

/// <summary>How the wire spells the choices of signatures.</summary>
internal static class SignatureText
{
    private const string GitHub = "github";

    private static readonly (SignatureEncoding Encoding, string Text)[] Encodings =
        [(SignatureEncoding.Base64, "base64"), (SignatureEncoding.Hex, "hex"), (SignatureEncoding.Sha256Hex, "sha256=hex")];

    public static string Of(SignatureEncoding encoding) => Encodings.First(row => row.Encoding == encoding).Text;

    public static IReadOnlyList<string> Of(bool github) => github ? [GitHub] : [];

    /// <summary>Null is the default, base64.</summary>
    public static Outcome<SignatureEncoding> Encoding(string? text) => text is null
        ? SignatureEncoding.Base64
        : Encodings.Where(row => row.Text == text).Select(row => (SignatureEncoding?)row.Encoding).FirstOrDefault() is { } encoding
            ? encoding
            : Refusal.OfField(ErrorCodes.Invalid, "signatureEncoding", "signatureEncoding is base64, hex or sha256=hex.");

    /// <summary>Null is none. Whether GitHub's is among them; no other is known yet.</summary>
    public static Outcome<bool> IsGitHub(IReadOnlyList<string>? signatures) => (signatures ?? []).All(signature => signature == GitHub)
        ? signatures is { Count: > 0 }
        : Refusal.OfField(ErrorCodes.Invalid, "signatures", "signatures takes \"github\" and nothing else.");
}

namespace Slipway.Web.Pages.Settings;

/// <summary>How a receiver checks a signature, in three languages. Pure.</summary>
internal static class SignatureSnippets
{
    private const string StandardBash =
        """
        # SECRET: the team secret; body.json: the body, byte for byte;
        # WEBHOOK_ID, WEBHOOK_TIMESTAMP, WEBHOOK_SIGNATURE: the headers of these names
        KEY=$(case "$SECRET" in
          whsec_*) printf %s "${SECRET#whsec_}" | base64 -d ;;
          *) printf %s "$SECRET" ;;
        esac | od -An -v -tx1 | tr -d ' \n')
        EXPECTED="v1,$( { printf '%s.%s.' "$WEBHOOK_ID" "$WEBHOOK_TIMESTAMP"; cat body.json; } \
          | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary | base64)"
        case " $WEBHOOK_SIGNATURE " in *" $EXPECTED "*) echo valid ;; *) echo invalid ;; esac
        # Refuse a WEBHOOK_TIMESTAMP that is more than 5 minutes away from now.
        """;

    private const string StandardPython =
        """
        import base64, hashlib, hmac, time

        def is_valid(secret: str, headers, body: bytes) -> bool:
            stamp = headers["webhook-timestamp"]
            if abs(time.time() - int(stamp)) > 300:
                return False
            key = base64.b64decode(secret[6:]) if secret.startswith("whsec_") else secret.encode()
            signed = f"{headers['webhook-id']}.{stamp}.".encode() + body
            expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
            return any(hmac.compare_digest(expected, given) for given in headers["webhook-signature"].split(" "))
        """;

    private const string StandardNode =
        """
        import { createHmac, timingSafeEqual } from "node:crypto";

        // body: a Buffer of the bytes as they came
        export function isValid(secret, headers, body) {
          const stamp = headers["webhook-timestamp"];
          if (Math.abs(Date.now() / 1000 - Number(stamp)) > 300) return false;
          const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : Buffer.from(secret);
          const mac = createHmac("sha256", key).update(`${headers["webhook-id"]}.${stamp}.`).update(body).digest("base64");
          const expected = Buffer.from("v1," + mac);
          return headers["webhook-signature"].split(" ").map(given => Buffer.from(given))
            .some(given => given.length === expected.length && timingSafeEqual(given, expected));
        }
        """;

    /// <summary>The header that carries the signature.</summary>
    public static string HeaderOf(SignatureKind kind) => kind switch
    {
        SignatureKind.GitHub => "X-Hub-Signature-256",
        SignatureKind.Standard => "webhook-signature",
        _ => "X-Wandb-Signature",
    };

    /// <summary>Name of the language and the code.</summary>
    public static IReadOnlyList<(string Language, string Code)> Of(SignatureKind kind) => kind == SignatureKind.Standard
        ? [("bash, openssl", StandardBash), ("Python", StandardPython), ("Node.js", StandardNode)]
        : [("bash, openssl", Bash(kind)), ("Python", Python(kind)), ("Node.js", Node(kind))];

    /// <summary>The signatures that stand in a request's headers.</summary>
    public static IReadOnlyList<SignatureKind> Kinds(IReadOnlyDictionary<string, string> headers)
    {
        string? Find(string name) => headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
        var kinds = new List<SignatureKind>();
        if (Find("X-Wandb-Signature") is { } wandb)
        {
            kinds.Add(wandb.StartsWith("sha256=", StringComparison.Ordinal) ? SignatureKind.PrefixedHex
                : wandb.Length == 64 ? SignatureKind.Hex
                : SignatureKind.Base64);
        }

        if (Find("webhook-signature") is not null)
        {
            kinds.Add(SignatureKind.Standard);
        }

        if (Find("X-Hub-Signature-256") is not null)
        {
            kinds.Add(SignatureKind.GitHub);
        }

        return kinds;
    }

    private static bool IsPrefixed(SignatureKind kind) => kind is SignatureKind.PrefixedHex or SignatureKind.GitHub;

    private static string Bash(SignatureKind kind) =>
        $"""
        # SECRET: the team secret; body.json: the body, byte for byte;
        # SIGNATURE: the header {HeaderOf(kind)}
        EXPECTED="{(IsPrefixed(kind) ? "sha256=" : "")}$(openssl dgst -sha256 -hmac "$SECRET" {(kind == SignatureKind.Base64 ? "-binary < body.json | base64" : "-r < body.json | cut -d' ' -f1")})"
        [ "$EXPECTED" = "$SIGNATURE" ] && echo valid || echo invalid
        """;

    private static string Python(SignatureKind kind) =>
        $"""
        import {(kind == SignatureKind.Base64 ? "base64, " : "")}hashlib, hmac

        def is_valid(secret: str, headers, body: bytes) -> bool:
            mac = hmac.new(secret.encode(), body, hashlib.sha256)
            expected = {(kind == SignatureKind.Base64 ? "base64.b64encode(mac.digest()).decode()" : IsPrefixed(kind) ? "\"sha256=\" + mac.hexdigest()" : "mac.hexdigest()")}
            return hmac.compare_digest(expected, headers["{HeaderOf(kind)}"])
        """;

    private static string Node(SignatureKind kind) =>
        $$"""
        import { createHmac, timingSafeEqual } from "node:crypto";

        // body: a Buffer of the bytes as they came
        export function isValid(secret, headers, body) {
          const mac = createHmac("sha256", secret).update(body).digest("{{(kind == SignatureKind.Base64 ? "base64" : "hex")}}");
          const expected = Buffer.from({{(IsPrefixed(kind) ? "\"sha256=\" + mac" : "mac")}});
          const given = Buffer.from(headers["{{HeaderOf(kind).ToLowerInvariant()}}"] ?? "");
          return given.length === expected.length && timingSafeEqual(given, expected);
        }
        """;
}

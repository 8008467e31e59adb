using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Slipway.Api.Webhooks;
using Slipway.Testing.Egress;
using Slipway.Webhooks.Sending;
using Xunit;

namespace Slipway.Tests.Webhooks.Sending;

public sealed class SignaturesTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1614265330);

    private static JsonElement Vector(string scheme)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(SsrfCorpus.Find("signatures.json")));
        return file.RootElement.GetProperty("vectors").EnumerateArray().Single(v => v.GetProperty("scheme").GetString() == scheme).Clone();
    }

    private static (string Secret, byte[] Body, string Expected) Read(JsonElement vector) => (
        vector.GetProperty("secret").GetString()!,
        Encoding.UTF8.GetBytes(vector.GetProperty("body").GetString()!),
        vector.GetProperty("expected").GetString()!);

    private static Dictionary<string, string> Sign(SigningKeys? keys, ReadOnlySpan<byte> body, string id = "msg_1") =>
        new(Signatures.Headers(keys, id, Now, body));

    [Fact]
    public void M6_the_golden_vector_of_wandb_holds()
    {
        var (secret, body, expected) = Read(Vector("wandb-base64"));
        Assert.Equal(expected, Sign(new SigningKeys { Secrets = [secret] }, body)["X-Wandb-Signature"]);
    }

    [Fact]
    public void M6_hex_and_prefixed_hex_are_the_same_bytes_as_base64()
    {
        var (secret, body, expected) = Read(Vector("wandb-base64"));
        var hex = Convert.ToHexStringLower(Convert.FromBase64String(expected));

        Assert.Equal(hex, Sign(new SigningKeys { Secrets = [secret], Encoding = SignatureEncoding.Hex }, body)["X-Wandb-Signature"]);
        Assert.Equal("sha256=" + hex, Sign(new SigningKeys { Secrets = [secret], Encoding = SignatureEncoding.Sha256Hex }, body)["X-Wandb-Signature"]);
    }

    [Fact]
    public void M6_the_golden_vector_of_github_holds()
    {
        var (secret, body, expected) = Read(Vector("github"));
        Assert.Equal(expected, Sign(new SigningKeys { Secrets = [secret], GitHub = true }, body)["X-Hub-Signature-256"]);
    }

    [Fact]
    public void M6_the_golden_vector_of_standard_webhooks_holds()
    {
        var vector = Vector("standard-webhooks-v1");
        var (secret, body, expected) = Read(vector);
        var time = DateTimeOffset.FromUnixTimeSeconds(vector.GetProperty("timestamp").GetInt64());
        Assert.Equal(expected, Signatures.StandardWebhooks([secret], vector.GetProperty("id").GetString()!, time, body));
        Assert.Equal("1614265330", Signatures.Timestamp(time));
    }

    [Fact]
    public void No_secret_makes_no_signature_header()
    {
        Assert.Empty(Sign(null, "{}"u8));
        Assert.Empty(Sign(new SigningKeys { Secrets = [], GitHub = true }, "{}"u8));
    }

    [Fact]
    public void The_github_header_is_sent_only_when_chosen() =>
        Assert.DoesNotContain("X-Hub-Signature-256", Sign(new SigningKeys { Secrets = ["s"] }, "{}"u8).Keys);

    [Fact]
    public void Every_live_key_signs_the_standard_header_in_its_order_and_the_first_the_others()
    {
        var both = Sign(new SigningKeys { Secrets = ["new", "old"] }, "{}"u8);
        var first = Sign(new SigningKeys { Secrets = ["new"] }, "{}"u8);
        var second = Sign(new SigningKeys { Secrets = ["old"] }, "{}"u8);

        Assert.Equal($"{first["webhook-signature"]} {second["webhook-signature"]}", both["webhook-signature"]);
        Assert.Equal(first["X-Wandb-Signature"], both["X-Wandb-Signature"]);
    }

    [Fact]
    public void A_whsec_secret_is_decoded_for_the_standard_header_alone()
    {
        const string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        var headers = Sign(new SigningKeys { Secrets = [secret] }, "{}"u8);

        var standard = HMACSHA256.HashData(Convert.FromBase64String(secret[6..]), Encoding.UTF8.GetBytes("msg_1.1614265330.{}"));
        var wandb = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), "{}"u8);
        Assert.Equal("v1," + Convert.ToBase64String(standard), headers["webhook-signature"]);
        Assert.Equal(Convert.ToBase64String(wandb), headers["X-Wandb-Signature"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("whsec_not base64!")]
    public void A_secret_that_cannot_sign_is_an_error_that_does_not_show_it(string secret)
    {
        var error = Assert.Throws<FormatException>(() => Sign(new SigningKeys { Secrets = [secret] }, "{}"u8));
        Assert.DoesNotContain("not base64!", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bodies_outside_ascii_empty_bodies_and_odd_secrets_are_signed_byte_for_byte()
    {
        foreach (var body in new[] { "", "{\"a\":\"\u00fc\u4e16\"}", "{}\n" })
        {
            foreach (var secret in new[] { "s", "s\n", "schl\u00fcssel" })
            {
                var bytes = Encoding.UTF8.GetBytes(body);
                var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), bytes);
                Assert.Equal(Convert.ToBase64String(expected), Sign(new SigningKeys { Secrets = [secret] }, bytes)["X-Wandb-Signature"]);
            }
        }
    }

    [Fact]
    public void Printing_keys_and_requests_shows_no_secret()
    {
        var request = SendingParts.Request("https://ci.example.com/") with
        {
            Signing = new SigningKeys { Secrets = ["hush-key"] },
            AccessToken = "hush-token",
            Headers = [new WebhookHeader("X-Api-Key", "hush-header", "${KEY}")],
        };

        Assert.DoesNotContain("hush", request.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hush", request.Signing.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hush", request.Headers[0].ToString(), StringComparison.Ordinal);
    }
}

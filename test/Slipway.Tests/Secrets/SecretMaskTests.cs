using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;
using Slipway.Secrets.Values;
using Xunit;

namespace Slipway.Tests.Secrets;

public sealed class SecretMaskTests
{
    private const string Secret = "p@ss\"w\u00f6rd/<+&>=?~ 1";

    private static SecretMask Mask(params string[] secrets) => new(secrets.Select(secret => new SecretValue(secret)));

    public static TheoryData<string> Spellings()
    {
        var bytes = Encoding.UTF8.GetBytes(Secret);
        return
        [
            Secret,
            Convert.ToHexString(bytes),
            Convert.ToHexStringLower(bytes),
            Convert.ToBase64String(bytes).TrimEnd('=')[..^1],
            Uri.EscapeDataString(Secret),
            WebUtility.UrlEncode(Secret),
            WebUtility.UrlEncode(Secret).ToLowerInvariant().Replace("p%40ss", "p%40ss"),
            JavaScriptEncoder.Default.Encode(Secret),
            JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(Secret),
            JsonSerializer.Serialize(Secret),
            Secret.Replace("\"", "\\\"").Replace("/", "\\/"),
            WebUtility.HtmlEncode(Secret),
        ];
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public void Each_spelling_of_a_secret_is_masked(string spelling)
    {
        var masked = Mask(Secret).Mask($"before {spelling} after")!;
        Assert.DoesNotContain(spelling, masked, StringComparison.Ordinal);
        Assert.StartsWith("before ", masked, StringComparison.Ordinal);
        Assert.EndsWith(" after", masked, StringComparison.Ordinal);
        Assert.Contains("***", masked, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_is_masked_inside_of_base64_wherever_it_stands() =>
        Gen.Select(Gen.Byte.Array[0, 8], Gen.Char['!', '~'].Array[8, 40], Gen.Byte.Array[0, 8]).Sample((before, chars, after) =>
        {
            var secret = new string(chars);
            var text = Convert.ToBase64String([.. before, .. Encoding.UTF8.GetBytes(secret), .. after]);
            foreach (var spelling in (string[])[text, text.Replace('+', '-').Replace('/', '_')])
            {
                var left = Mask(secret).Mask(spelling)!;
                Assert.Contains("***", left, StringComparison.Ordinal);
                // At most the characters that the secret shares with its neighbours are left.
                Assert.True(left.Replace("***", "").Length <= (before.Length + after.Length + 6) * 4 / 3 + 4, left);
            }
        });

    [Fact]
    public void Any_text_is_left_without_the_secret() =>
        Gen.Select(Gen.Char['a', 'd'].Array[4, 6], Gen.Char['a', 'd'].Array[0, 60]).Sample((secret, text) =>
            Assert.DoesNotContain(new string(secret), Mask(new string(secret)).Mask(new string(text)), StringComparison.Ordinal));

    [Fact]
    public void Overlapping_secrets_leave_nothing_between_them() =>
        Assert.Equal("x***y", Mask("abcdef", "defghi").Mask("xabcdefghiy"));

    [Fact]
    public void The_beginning_of_a_secret_at_the_end_of_a_cut_text_is_masked()
    {
        Assert.Equal("token=***", Mask("supersecret").Mask("token=superse", cut: true));
        Assert.Equal("token=superse", Mask("supersecret").Mask("token=superse"));
    }

    [Fact]
    public void A_very_short_value_is_not_masked() => Assert.Equal("a cat sat", Mask("at").Mask("a cat sat"));

    [Fact]
    public void The_key_within_a_signing_secret_is_masked_by_itself() =>
        Assert.Equal("key ***!", Mask("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").Mask("key MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw!"));

    [Fact]
    public void A_secret_with_a_line_break_at_its_end_is_masked_without_it() =>
        Assert.Equal("Bearer ***", Mask("tok-12345\n").Mask("Bearer tok-12345"));

    [Fact]
    public void F_33_of_a_key_in_many_lines_no_line_is_readable()
    {
        const string Pem = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEH\nAg==\n-----END PRIVATE KEY-----\n";
        foreach (var line in Pem.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.Equal("got *** there", Mask(Pem).Mask($"got {line} there"));
        }
        Assert.Equal("{ and ***", Mask("{\nand\nsome-words-more\n}").Mask("{ and some-words-more"));
    }

    [Fact]
    public void Nothing_to_mask_returns_the_text()
    {
        Assert.Null(SecretMask.None.Mask(null));
        Assert.Equal("text", SecretMask.None.Mask("text"));
        Assert.Equal("text", Mask("secret").Mask("text"));
    }
}

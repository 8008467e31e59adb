using System.Text;
using CsCheck;
using Slipway.Agent.Logs;
using Slipway.Secrets.Values;

namespace Slipway.Tests.Agent;

public sealed class SecretMaskerTests
{
    [Theory]
    [InlineData("key=hunter22 ok", "key=*** ok")]
    [InlineData("hunter22hunter22", "******")]
    [InlineData("hunter2 ", "hunter2 ")]
    [InlineData("hunterhunter22", "hunter***")]
    [InlineData("aHVudGVyMjI= in base64", "*** in base64")]
    public void A_secret_is_blotted_out(string text, string expected) =>
        Assert.Equal(expected, InPieces(text, text.Length, "hunter22"));

    [Fact]
    public void Secrets_that_overlap_are_blotted_out_together() =>
        Assert.Equal("x***y", InPieces("xabcdefghy", 100, "abcdef", "defgh"));

    [Fact]
    public void Values_too_short_to_be_secrets_are_left_alone() =>
        Assert.Equal("a yes is a yes", InPieces("a yes is a yes", 100, "yes", ""));

    [Fact]
    public void Where_the_pieces_are_cut_makes_no_difference()
    {
        string[] secrets = ["abab", "babaab", "aaaaab"];
        var text = Gen.Char["ab\n"].Array[0, 60].Select(chars => new string(chars));
        Gen.Select(text, Gen.Int[1, 20]).Sample((whole, piece) =>
            InPieces(whole, piece, secrets) == InPieces(whole, int.MaxValue, secrets));
    }

    [Fact]
    public void Only_what_may_begin_a_secret_waits_for_more()
    {
        var masker = new SecretMasker(["hunter22"]);
        using var output = new MemoryStream();

        Assert.Equal(10, masker.Mask("epoch 1 of"u8, isLast: false, output));
        Assert.Equal(4, masker.Mask("pwd=hunter"u8, isLast: false, output));
        Assert.Equal(10, masker.Mask("pwd=hunter"u8, isLast: true, output));
    }

    [Theory]
    [InlineData("pwd=hunter", "pwd=***")]
    [InlineData("pwd=hunter22hunt", "pwd=******")]
    [InlineData("pwd=hun", "pwd=hun")]
    public void S_L8_of_a_log_that_ends_in_the_middle_of_a_secret_the_beginning_is_not_kept(string printed, string kept)
    {
        Assert.Equal(kept, InPieces(printed, 1, "hunter22"));
        Assert.Equal(kept, InPieces(printed, 100, "hunter22"));
    }

    [Fact]
    public void S_M7_a_jobs_key_is_blotted_out_in_every_spelling_that_a_program_gives_it()
    {
        const string Key = Specs.JobKey;
        var bytes = Encoding.UTF8.GetBytes(Key);
        string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        string[] said =
        [
            Key, Base64(Key), Base64("api:" + Key), Base64("user:" + Key), Base64("somebody.else:" + Key + "\n"), Base64("x" + Key), Base64("xx" + Key + "yy"),
            Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes), Uri.EscapeDataString(Key),
            string.Concat(Key.Select(c => $"\\u{(int)c:x4}")), string.Concat(Key.Select(c => $"\\u{(int)c:X4}")), string.Concat(bytes.Select(b => $"%{b:x2}")),
        ];
        foreach (var text in said)
        {
            var masked = Masked($"before {text} after", new SecretMasker([], [Key]));

            Assert.StartsWith("before ", masked, StringComparison.Ordinal);
            Assert.EndsWith(" after", masked, StringComparison.Ordinal);
            // Of what neighbours share in base64 a character may stand at each end.
            Assert.True(masked.Length <= "before *** after".Length + 34 && masked.Contains("***", StringComparison.Ordinal), masked);
        }

        Assert.Equal("Authorization: Basic ***", Masked($"Authorization: Basic {Base64("api:" + Key)}", new SecretMasker([], [Key])));
    }

    [Fact]
    public void F_33_of_a_secret_in_many_lines_no_line_is_readable()
    {
        string[] lines = ["-----BEGIN PRIVATE KEY-----", "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg", "t4rV5XkWcB8a2Zr6", "Ag==", "-----END PRIVATE KEY-----"];
        var masker = new SecretMasker([string.Join('\n', lines) + "\n"]);

        Assert.Equal(string.Concat(lines.Select(_ => "    ***\r\n")), Masked(string.Concat(lines.Select(line => $"    {line}\r\n")), masker));
        Assert.Equal("one *** two", Masked($"one {Convert.ToBase64String(Encoding.UTF8.GetBytes(lines[2]))} two", masker));
    }

    [Fact]
    public void F_33_words_of_any_text_in_a_secret_of_many_lines_are_left_alone() =>
        Assert.Equal("{ then ***\n", Masked("{ then correct-horse\n", new SecretMasker(["{\nthen\ncorrect-horse\n}"])));

    [Fact]
    public void S_M7_the_agent_masks_whatever_the_server_masks()
    {
        var secret = Gen.Char["ab/+\"<é %"].Array[4, 20].Select(chars => new string(chars));
        secret.Sample(value =>
        {
            var server = new SecretMask([new SecretValue(value)]);
            var agent = new SecretMasker([value]);
            return Slipway.Api.Secrets.SecretSpellings.Of(value).All(text => server.Mask(text) == "***" && Masked(text, agent) == "***");
        });
    }

    [Fact]
    public void S_M7_what_masking_costs_grows_with_the_log_and_not_with_the_secrets()
    {
        // Each byte of the log may begin the long secret, and all but its last byte fits.
        var secrets = Enumerable.Range(0, 200).Select(i => $"{i:D8}-secret-{i:D8}").Append(new string('a', 40_000) + "b");
        var masker = new SecretMasker(secrets);
        var log = Encoding.UTF8.GetBytes(new string('a', 4_000_000));
        using var output = new MemoryStream();

        var done = masker.Mask(log, isLast: false, output);

        Assert.Equal(log.Length - 40_000, done);
        Assert.Equal(done, output.Length);
    }

    [Fact]
    public void Secrets_that_overlap_without_end_hold_nothing_back()
    {
        var masker = new SecretMasker(["abab"]);
        using var output = new MemoryStream();
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("ab", 5_000)));
        var from = 0;
        for (var to = 100; to <= bytes.Length; to += 100)
        {
            from += masker.Mask(bytes.AsSpan(from, to - from), isLast: false, output);
            Assert.InRange(to - from, 0, 4);
        }

        masker.Mask(bytes.AsSpan(from), isLast: true, output);
        Assert.Equal("***", Encoding.UTF8.GetString(output.ToArray()));
    }

    private static string Masked(string text, SecretMasker masker)
    {
        using var output = new MemoryStream();
        masker.Blotted = 0;
        masker.Mask(Encoding.UTF8.GetBytes(text), isLast: true, output);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static string InPieces(string text, int size, params string[] secrets)
    {
        var masker = new SecretMasker(secrets);
        using var output = new MemoryStream();
        var bytes = Encoding.UTF8.GetBytes(text);
        var (from, to) = (0, 0);
        while (from < bytes.Length)
        {
            to = Math.Min(bytes.Length, (int)Math.Min((long)to + size, int.MaxValue));
            from += masker.Mask(bytes.AsSpan(from, to - from), to == bytes.Length, output);
        }

        return Encoding.UTF8.GetString(output.ToArray());
    }
}

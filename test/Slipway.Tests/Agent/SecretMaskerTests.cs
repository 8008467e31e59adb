using System.Text;
using CsCheck;
using Slipway.Agent.Logs;

namespace Slipway.Tests.Agent;

public sealed class SecretMaskerTests
{
    [Theory]
    [InlineData("key=hunter22 ok", "key=*** ok")]
    [InlineData("hunter22hunter22", "******")]
    [InlineData("hunter2", "hunter2")]
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

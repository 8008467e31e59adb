using Slipway.Rest.Texts;
using Xunit;

namespace Slipway.Tests.Rest.Texts;

/// <summary>Names that were fine stay fine; what looks like another name, or like nothing, is refused (ADR 0012).</summary>
public sealed class NameTextTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("iris-classifier_v2.1 (final)")]
    [InlineData("Ärzte")]
    [InlineData("МОДЕЛЬ")]
    [InlineData("模型 一")]
    [InlineData("モデル　一")]
    [InlineData("한국어")]
    [InlineData("मॉडल")]
    [InlineData("ක්‍ර")]
    [InlineData("می‌خواهم")]
    [InlineData("नमूना क्‍ष")]
    [InlineData("ตัวแบบ")]
    [InlineData("x̂")]
    [InlineData("❤️ model")]
    [InlineData("👩‍🔬")]
    [InlineData("👩🏽‍🔬")]
    [InlineData("🏳️‍🌈")]
    [InlineData("🏴󠁧󠁢󠁥󠁮󠁧󠁿")]
    [InlineData("1️⃣")]
    [InlineData("ℹ️")]
    [InlineData("ﬁ Ａ ①")]
    public void A_name_in_any_script_is_fine(string name) => Assert.Null(NameText.Problem(name));

    [Theory]
    [InlineData("a\u200bb", "holds a character that does not show (U+200B)")]
    [InlineData("\ufeffa", "holds a character that does not show (U+FEFF)")]
    [InlineData("a\u00adb", "holds a character that does not show (U+00AD)")]
    [InlineData("a\u200db", "holds a character that does not show (U+200D)")]
    [InlineData("a\u200cb", "holds a character that does not show (U+200C)")]
    [InlineData("a\ufe0f", "holds a character that does not show (U+FE0F)")]
    [InlineData("1\ufe0f", "holds a character that does not show (U+FE0F)")]
    [InlineData("\u3164", "holds a character that does not show (U+3164)")]
    [InlineData("a\u2800b", "holds a character that does not show (U+2800)")]
    [InlineData("a\udb40\udc61", "holds a character that does not show (U+E0061)")]
    [InlineData("txt\u202eexe", "holds a character that turns the direction of writing (U+202E)")]
    [InlineData("a\u2066b", "holds a character that turns the direction of writing (U+2066)")]
    [InlineData("a\u200eb", "holds a character that turns the direction of writing (U+200E)")]
    [InlineData("a\u00a0b", "holds a space other than the usual one (U+00A0)")]
    [InlineData("a\nb", "holds a control character (U+000A)")]
    [InlineData("a\u2028b", "holds a control character (U+2028)")]
    [InlineData("a\uffff", "holds a code that is not a character (U+FFFF)")]
    [InlineData("a\0", "holds a zero character")]
    public void A_name_that_deceives_is_refused(string name, string problem) => Assert.Equal(problem, NameText.Problem(name));

    [Fact]
    public async Task A_name_of_any_length_is_looked_through_once()
    {
        var flags = "\U0001F3F4" + string.Concat(Enumerable.Repeat("\U000E0067", 1_000_000));

        Assert.Null(await Task.Run(() => NameText.Problem(flags), Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct));
        Assert.Equal("holds a character that does not show (U+E0067)", NameText.Problem("\U0001F3F4\U000E0067a\U000E0067"));
    }

    [Theory]
    [InlineData("e\u0301")]
    [InlineData("\u212bngström")]
    [InlineData("\u1112\u1161\u11ab")]
    [InlineData("q\u0307\u0323")]
    [InlineData("か\u3099")]
    public void A_letter_in_another_form_than_its_one_is_refused(string name) =>
        Assert.StartsWith("is not in normal form C", NameText.Problem(name), StringComparison.Ordinal);
}

using Slipway.Rest.Texts;
using Xunit;

namespace Slipway.Tests.Rest.Texts;

public sealed class NormalFormTests
{
    [Theory]
    [InlineData("abc Ä", "abc Ä")]
    [InlineData("A\u0308", "Ä")]
    [InlineData("\u212b", "Å")]
    [InlineData("A\u030a", "Å")]
    [InlineData("s\u0323\u0307", "ṩ")]
    [InlineData("s\u0307\u0323", "ṩ")]
    [InlineData("\u1e0b\u0323", "\u1e0d\u0307")]
    [InlineData("a\u0315\u0300\u05ae\u0062", "\u00e0\u05ae\u0315b")]
    [InlineData("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글")]
    [InlineData("\u0958", "\u0915\u093c")]
    [InlineData("\u2adc", "\u2add\u0338")]
    [InlineData("\ufa19", "\u795e")]
    [InlineData("\ud834\udd5e", "\ud834\udd57\ud834\udd65")]
    [InlineData("\ud804\udc99\ud804\udcba", "\ud804\udc9a")]
    [InlineData("e\u0301\u0301", "é\u0301")]
    [InlineData("\u0301e\u0301", "\u0301é")]
    [InlineData("x\u0302", "x\u0302")]
    public void Letters_in_parts_become_one_and_marks_have_one_order(string text, string composed) =>
        Assert.Equal(composed, NormalForm.Compose(text));

    [Theory]
    [InlineData("Ärzte", "ärzte")]
    [InlineData("ÄRZTE", "ärzte")]
    [InlineData("A\u0308rzte", "ärzte")]
    [InlineData("МОДЕЛЬ", "модель")]
    [InlineData("ΟΔΟΣ", "οδος")]
    [InlineData("ÉTÉ", "été")]
    [InlineData("STRASSE", "strasse")]
    public void F_8_A_search_finds_a_text_in_every_spelling_of_its_letters(string one, string other)
    {
        Assert.Equal(SearchText.Fold(one), SearchText.Fold(other));
        Assert.True(SearchText.Finds($"the {one} of all", other));
    }

    [Fact]
    public void What_is_searched_is_text_whatever_signs_it_holds() =>
        Assert.Equal(@"%50\% \_a\\b%", SearchText.Pattern(@"50% _A\b"));
}

using Markdig;
using Slipway.Web.Parts;

namespace Slipway.WebTests.Safety;

public sealed class MarkdownTests
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UseAutoLinks().Build();

    [Theory]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("[x](JaVaScRiPt:alert(1))")]
    [InlineData("[x]( javascript:alert(1))")]
    [InlineData("[x](java&#115;cript:alert(1))")]
    [InlineData("[x](data:text/html,<script>alert(1)</script>)")]
    [InlineData("[x][y]\n\n[y]: vbscript:msgbox(1)")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("[x](//evil.example/)")]
    [InlineData("[x](/\\\\evil.example/)")]
    public void A_link_that_does_something_leads_nowhere(string text)
    {
        var html = MarkdownSafety.ToHtml(text, Pipeline);

        Assert.DoesNotMatch("(?i)href=\"(?!\")", html);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("a <img src=x onerror=alert(1)> b")]
    [InlineData("![x](http://evil.example/pixel.png)")]
    [InlineData("<iframe src=\"http://evil.example\"></iframe>")]
    public void HTML_is_text_and_pictures_of_others_are_not_asked_for(string text) =>
        Assert.DoesNotMatch("(?i)<(script|img|iframe)", MarkdownSafety.ToHtml(text, Pipeline));

    [Fact]
    public void S_L1_What_is_nested_too_deep_is_shown_as_it_is()
    {
        foreach (var text in new[] { new string('>', 300), string.Concat(Enumerable.Repeat("- ", 300)) + "<b>", new string('[', 5_000) })
        {
            var html = MarkdownSafety.ToHtml(text, Pipeline);
            Assert.Contains(System.Net.WebUtility.HtmlEncode(text[..3]), html, StringComparison.Ordinal);
            Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_harmless_stays() =>
        Assert.Equal(
            "<p><a href=\"https://example.com/\">a</a> <a href=\"/teams/vision/registry\">b</a> <strong>c</strong></p>\n",
            MarkdownSafety.ToHtml("[a](https://example.com/) [b](/teams/vision/registry) **c**", Pipeline));
}

using System.Net;
using Markdig;
using Markdig.Renderers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Slipway.Web.Parts;

/// <summary>Markdown of a person's as HTML that can do no harm.</summary>
internal static class MarkdownSafety
{
    /// <summary>
    /// Renders it; an address that is neither http, https, mailto nor within these pages is taken out, and pictures become links.
    /// What is nested too deep to be read is shown as it was written.
    /// </summary>
    public static string ToHtml(string text, MarkdownPipeline pipeline)
    {
        try
        {
            return Render(text, pipeline);
        }
        catch (ArgumentException)
        {
            // The parser's word for more than 128 levels: its page must not fall with it.
            return $"<pre>{WebUtility.HtmlEncode(text)}</pre>\n";
        }
    }

    private static string Render(string text, MarkdownPipeline pipeline)
    {
        var document = Markdown.Parse(text, pipeline);
        foreach (var link in document.Descendants<LinkInline>())
        {
            // A picture would ask a foreign server for itself, with the reader's address.
            link.IsImage = false;
            link.Url = IsHarmless(link.Url) ? link.Url : "";
            link.GetDynamicUrl = null;
        }

        foreach (var link in document.Descendants<AutolinkInline>().Where(link => !link.IsEmail && !IsHarmless(link.Url)).ToArray())
        {
            link.ReplaceBy(new LiteralInline(link.Url));
        }

        using var writer = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        var renderer = new HtmlRenderer(writer);
        pipeline.Setup(renderer);
        renderer.Render(document);
        return writer.ToString();
    }

    private static bool IsHarmless(string? url)
    {
        var text = (url ?? "").Trim();
        if (text.StartsWith('#') || (text.StartsWith('/') && !text.StartsWith("//", StringComparison.Ordinal) && !text.Contains('\\')))
        {
            return true;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https" or "mailto");
    }
}

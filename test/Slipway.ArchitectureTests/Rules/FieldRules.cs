using System.Text.RegularExpressions;
using Slipway.ArchitectureTests.Reading;

namespace Slipway.ArchitectureTests.Rules;

/// <summary>How pages read what people type.</summary>
internal static partial class FieldRules
{
    /// <summary>
    /// A field that is written by hand with its value and its listener is set back to what the server heard last whenever an answer arrives, over
    /// what was typed meanwhile; <c>@bind</c> tells the renderer what the browser shows already.
    /// </summary>
    public static IEnumerable<string> FieldsAreBound(IEnumerable<SourceFile> pages) =>
        from page in pages
        where page.Path.EndsWith(".razor", StringComparison.Ordinal)
        from Match field in Field.Matches(page.Text)
        where field.Groups["rest"].Value is var rest && rest.Contains(" value=\"@", StringComparison.Ordinal) && Listener.IsMatch(rest)
        select $"{page.Path}: bind the field with @bind, or @bind:get and @bind:set: {field.Value}";

    [GeneratedRegex("""<(input|select|textarea)\b(?<rest>(?:[^>"]|"[^"]*")*)>""")]
    private static partial Regex Field { get; }

    [GeneratedRegex(""" @on(change|input)=""")]
    private static partial Regex Listener { get; }
}

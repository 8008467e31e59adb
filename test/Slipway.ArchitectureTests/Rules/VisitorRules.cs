using System.Text.RegularExpressions;
using Slipway.ArchitectureTests.Reading;

namespace Slipway.ArchitectureTests.Rules;

/// <summary>Whatever a page does, it does as who visits at that moment.</summary>
internal static partial class VisitorRules
{
    /// <summary>
    /// No page, part or frame keeps an actor: what they may would be what they once might. Operations are called with the actor that the visit
    /// gives for this one call; what is shown and offered goes by an <c>Onlooker</c>, which no operation takes.
    /// </summary>
    public static IEnumerable<string> NobodyKeepsAnActor(IEnumerable<SourceFile> sources) =>
        from source in sources
        where source.Path.StartsWith("src/Web/", StringComparison.Ordinal) && !source.Path.EndsWith("/Onlooker.cs", StringComparison.Ordinal)
        from Match kept in Kept.Matches(source.Text)
        select $"{source.Path} keeps an actor: {kept.Value.Trim()}";

    // A field, a property or a part of a record; a parameter of a method or a local lives for one call.
    [GeneratedRegex("""^[ \t]*(?:(?:public|private|protected|internal|static|readonly|required)[ \t]+)+(?:Slipway\.Access\.)?Actor\??[ \t]+\w+[ \t]*(?:;|=|\{|$)|\brecord\b[^;{]*\((?:[^)]*,)?\s*(?:Slipway\.Access\.)?Actor\??\s+\w+[^)]*\)""", RegexOptions.Multiline)]
    private static partial Regex Kept { get; }
}

using System.Text;
using Slipway.Api.Texts;

namespace Slipway.Launch.Agents;

/// <summary>Text that agents send.</summary>
internal static class AgentText
{
    /// <summary>Whether both databases can keep it.</summary>
    public static bool IsStorable(string? text) => text is not null && PlainText.Problem(text) is null;

    /// <summary>The same without what cannot be kept: a result must not be lost for the words that it comes with.</summary>
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    public static string? Storable(string? text, int most) =>
        text is null ? null : PlainText.Cut(PlainText.Problem(text) is null ? text : Whole(text), most);

    private static string Whole(string text)
    {
        var whole = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, at, out var rune))
            {
                at++;
                continue;
            }
            at += rune.Utf16SequenceLength;
            whole.Append(rune.Value == 0 ? "" : rune.ToString());
        }
        return whole.ToString();
    }
}

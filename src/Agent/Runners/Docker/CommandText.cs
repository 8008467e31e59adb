using System.Text;

namespace Slipway.Agent.Runners.Docker;

/// <summary>A command that was written as one text. Pure.</summary>
internal static class CommandText
{
    /// <summary>
    /// Its words, as a shell takes them apart without running anything: blanks divide, quotation marks of both kinds hold
    /// together, a backslash takes the next character as it is (but within single ones). Null when one is not closed.
    /// </summary>
    public static IReadOnlyList<string>? Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var isInWord = false;
        char? quote = null;
        for (var at = 0; at < text.Length; at++)
        {
            var next = text[at];
            if (quote is { } closing && next == closing)
            {
                quote = null;
            }
            else if (quote is null && (next is '\'' or '"'))
            {
                (quote, isInWord) = (next, true);
            }
            else if (next == '\\' && quote != '\'')
            {
                if (++at == text.Length)
                {
                    return null;
                }

                // Within double ones only what means something there.
                var isKept = quote == '"' && text[at] is not ('"' or '\\' or '$' or '`');
                word.Append(isKept ? $"\\{text[at]}" : text[at].ToString());
                isInWord = true;
            }
            else if (quote is null && char.IsWhiteSpace(next))
            {
                if (isInWord)
                {
                    words.Add(word.ToString());
                }

                word.Clear();
                isInWord = false;
            }
            else
            {
                word.Append(next);
                isInWord = true;
            }
        }

        if (quote is not null)
        {
            return null;
        }

        if (isInWord)
        {
            words.Add(word.ToString());
        }

        return words;
    }
}

using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Slipway.Automations.Definitions;

/// <summary>
/// An alias or tag pattern: a regular expression that may match anywhere in the text (wandb-behaviour 2.5), run by an
/// engine whose time is linear in the text, and no larger than <see cref="MaxSize"/>, on which the rest of its time depends:
/// no pattern can stall the server.
/// </summary>
public sealed class MatchPattern
{
    public const int MaxLength = 512;

    /// <summary>
    /// How large it may be with its repetitions written out, as the engine counts it: a reader of our own would have to read
    /// comments, blanks and classes as the engine does, and where it does not a few characters are without bound.
    /// </summary>
    public const int MaxSize = 600;

    private const int MaxKept = 2_000;
    private static readonly ConcurrentDictionary<string, MatchPattern> Kept = new(StringComparer.Ordinal);

    private static readonly string TooLarge =
        $"The pattern is too large: with its repetitions written out it may have {MaxSize} characters. Use * or + in the place of counts.";

    private readonly Regex _regex;

    // The engine's own limit, for the whole process. It looks before it makes anything of the repetitions, and by default not at all.
    static MatchPattern() => AppContext.SetData("REGEX_NONBACKTRACKING_MAX_AUTOMATA_SIZE", MaxSize);

    private MatchPattern(Regex regex) => _regex = regex;

    /// <summary>The pattern, or null with <paramref name="problem"/> saying what is wrong with it.</summary>
    public static MatchPattern? TryParse(string text, out string? problem)
    {
        problem = null;
        if (text.Length > MaxLength)
        {
            problem = $"A pattern has at most {MaxLength} characters.";
            return null;
        }
        if (Kept.TryGetValue(text, out var kept))
        {
            return kept;
        }
        try
        {
            var pattern = new MatchPattern(new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
            if (Kept.Count >= MaxKept)
            {
                Kept.Clear();
            }
            Kept.TryAdd(text, pattern);
            return pattern;
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            problem = wrong is NotSupportedException
                ? wrong.Message.Contains("automata", StringComparison.Ordinal) ? TooLarge : "Look-arounds, back-references and atomic groups are not available: patterns run in linear time."
                : $"This is no regular expression: {wrong.Message}";
            return null;
        }
    }

    /// <summary>
    /// Whether a pattern that was saved lets a text pass; none lets everything pass. One that cannot be read any more lets
    /// nothing pass: saving refuses such, so it is a newer server's.
    /// </summary>
    public static bool Fits(string? pattern, string? text) =>
        pattern is null || (text is not null && TryParse(pattern, out _) is { } parsed && parsed.IsMatch(text));

    public bool IsMatch(string text) => _regex.IsMatch(text);
}

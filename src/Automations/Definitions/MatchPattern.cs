using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Slipway.Automations.Definitions;

/// <summary>
/// An alias or tag pattern: a regular expression that may match anywhere in the text (wandb-behaviour 2.5), run by an
/// engine whose time is linear in the text, so that no pattern can stall the server.
/// </summary>
public sealed class MatchPattern
{
    public const int MaxLength = 512;
    private const int MaxKept = 10_000;
    private static readonly ConcurrentDictionary<string, MatchPattern> Kept = new(StringComparer.Ordinal);

    private readonly Regex _regex;

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
            if (Kept.Count < MaxKept)
            {
                Kept.TryAdd(text, pattern);
            }
            return pattern;
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            problem = wrong is NotSupportedException
                ? "Look-arounds, back-references and atomic groups are not available: patterns run in linear time."
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

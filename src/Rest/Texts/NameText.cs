using System.Globalization;
using System.Text;
using Slipway.Api.Texts;

namespace Slipway.Rest.Texts;

/// <summary>
/// The one rule for names of things: two that look alike are alike (docs/adr/0012). Letters of every script, signs, spaces
/// and emoji stay; what does not show, turns the direction of writing, or is one letter in the guise of two is refused.
/// Rooms add what they forbid beyond it.
/// </summary>
public static class NameText
{
    private const int NonJoiner = 0x200C;
    private const int Joiner = 0x200D;
    private const int BlackFlag = 0x1F3F4;
    private const int KeyCap = 0x20E3;

    /// <summary>What is wrong, so that "The name" can stand before it; null when nothing is.</summary>
    public static string? Problem(string name)
    {
        if (PlainText.Problem(name) is { } problem)
        {
            return problem;
        }
        int[] points = [.. name.EnumerateRunes().Select(rune => rune.Value)];
        var isFlag = false;
        for (var i = 0; i < points.Length; i++)
        {
            // The flags of England, Scotland and Wales are spelt by characters that do not show, behind a black one.
            isFlag = points[i] == BlackFlag || (isFlag && IsOfFlag(points[i]));
            if (!(isFlag && IsOfFlag(points[i])) && ProblemAt(points, i) is { } wrong)
            {
                return $"{wrong} (U+{points[i]:X4})";
            }
        }
        return NormalForm.Compose(name) == name ? null : "is not in normal form C: it holds a letter in two characters, or in an outdated one, for which there is one";
    }

    private static string? ProblemAt(int[] points, int i)
    {
        var point = points[i];
        return point switch
        {
            < ' ' or 0x7F or (>= 0x80 and < 0xA0) or 0x2028 or 0x2029 => "holds a control character",
            0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) => "holds a character that turns the direction of writing",
            ' ' or 0x3000 => null,
            < 0x80 => null,
            NonJoiner or Joiner when IsJoined(points, i) => null,
            0xFE0E or 0xFE0F when i > 0 && TakesStyle(points, i - 1) => null,
            _ when IsInvisible(point) => "holds a character that does not show",
            _ when (point & 0xFFFE) == 0xFFFE || point is >= 0xFDD0 and <= 0xFDEF => "holds a code that is not a character",
            _ when CategoryOf(point) == UnicodeCategory.SpaceSeparator => "holds a space other than the usual one",
            _ => null,
        };
    }

    // The default ignorable ones, and two that are drawn as nothing.
    private static bool IsInvisible(int point) => point is 0xAD or 0x34F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F)
        or (>= 0x200B and <= 0x200F) or (>= 0x2060 and <= 0x206F) or 0x2800 or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF or 0xFFA0
        or (>= 0xFFF0 and <= 0xFFFB) or (>= 0x1BCA0 and <= 0x1BCA3) or (>= 0x1D173 and <= 0x1D17A) or (>= 0xE0000 and <= 0xE0FFF);

    // Emoji are joined to one; in scripts whose letters change by their neighbours, joiners say how.
    private static bool IsJoined(int[] points, int i)
    {
        if (i == 0 || i == points.Length - 1)
        {
            return false;
        }
        var (before, after) = (points[i - 1], points[i + 1]);
        if (NormalForm.ClassOf(before) == 9)
        {
            return true;
        }
        return points[i] == Joiner
            ? (IsSign(before) || before is 0xFE0F or (>= 0x1F3FB and <= 0x1F3FF)) && IsSign(after)
            : IsCursive(before) && IsCursive(after);
    }

    private static bool IsCursive(int point) => point is (>= 0x0600 and <= 0x08FF) or (>= 0x1800 and <= 0x18AF) && CategoryOf(point)
        is UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.ModifierLetter;

    private static bool IsSign(int point) => point > 0x7F && CategoryOf(point) is UnicodeCategory.OtherSymbol or UnicodeCategory.MathSymbol or UnicodeCategory.OtherNotAssigned;

    // Signs that are drawn in colour or not, and the digits of keycaps.
    private static bool TakesStyle(int[] points, int i) =>
        IsSign(points[i]) || points[i] is 0x203C or 0x2049 or 0x2139 or 0x3030 or 0x303D
        || (points[i] is '#' or '*' or (>= '0' and <= '9') && i + 2 < points.Length && points[i + 2] == KeyCap);

    private static bool IsOfFlag(int point) => point is >= 0xE0020 and <= 0xE007F;

    private static UnicodeCategory CategoryOf(int point) => Rune.GetUnicodeCategory(new Rune(point));
}

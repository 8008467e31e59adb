using System.Globalization;

namespace Slipway.Registry.Collections;

/// <summary>
/// A version as a caller names it within its collection: <c>v3</c>, <c>latest</c>, or an alias that was set by hand.
/// </summary>
public readonly record struct VersionReference
{
    private VersionReference(int? index, string? alias)
    {
        Index = index;
        Alias = alias;
    }

    /// <summary>The number; null unless it was given as <c>vN</c>.</summary>
    public int? Index { get; }

    /// <summary>The alias; null when it was given as <c>vN</c> or <c>latest</c>.</summary>
    public string? Alias { get; }

    /// <summary>Whether it means the newest version.</summary>
    public bool IsLatest => Index is null && Alias is null;

    /// <summary>Reads the text; every text is a reference, though perhaps to nothing.</summary>
    public static VersionReference Parse(string text)
    {
        if (text == RegistryNames.Latest)
        {
            return default;
        }
        // v01 is no number of ours, and as an alias it cannot exist: it finds nothing.
        return RegistryNames.IsAutomaticAlias(text)
            && int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && Text(index) == text
            ? new VersionReference(index, null)
            : new VersionReference(null, text);
    }

    /// <summary><c>v3</c> for 3.</summary>
    public static string Text(int index) => string.Create(CultureInfo.InvariantCulture, $"v{index}");

    /// <summary><c>v3</c> for 3, null for null.</summary>
    public static string? Text(int? index) => index is { } number ? Text(number) : null;
}

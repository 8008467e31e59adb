namespace Slipway.Launch.Agents;

/// <summary>Text that agents send.</summary>
internal static class AgentText
{
    /// <summary>Whether both databases can keep it: PostgreSQL takes no NUL in a text.</summary>
    public static bool IsStorable(string? text) => text is not null && !text.Contains('\0', StringComparison.Ordinal);

    /// <summary>The same without what cannot be kept: a result must not be lost for the words that it comes with.</summary>
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    public static string? Storable(string? text, int most)
    {
        var kept = text?.Replace("\0", "", StringComparison.Ordinal);
        return kept is null || kept.Length <= most ? kept : kept[..most];
    }
}

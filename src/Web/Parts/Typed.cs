namespace Slipway.Web.Parts;

/// <summary>What a person typed.</summary>
internal static class Typed
{
    /// <summary>Without the space around it; null when nothing else was typed.</summary>
    public static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

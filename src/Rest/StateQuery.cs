using Slipway.Api;
using Slipway.Storage;

namespace Slipway.Rest;

/// <summary>The state by which a list is filtered: <c>?state=failed</c>.</summary>
public static class StateQuery
{
    /// <summary>Null for every state when there is no text; refused when the text names none.</summary>
    public static Outcome<T?> Read<T>(string? text)
        where T : struct, Enum
    {
        if (text is null)
        {
            return default(T?);
        }
        return EnumText.Find<T>(text) is { } state
            ? state
            : Refusal.OfField(ErrorCodes.Invalid, "state", $"state is one of {string.Join(", ", Enum.GetValues<T>().Select(EnumText.Of))}.");
    }
}

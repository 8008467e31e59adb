using System.Text.Json;
using Slipway.Api;
using Slipway.Api.Texts;
using Slipway.Rest;

namespace Slipway.Web.Parts;

/// <summary>JSON that a person types.</summary>
internal static class JsonText
{
    /// <summary>The value; null for nothing typed. A refusal names line and column.</summary>
    /// <param name="field">The field to blame.</param>
    public static Outcome<JsonElement?> Read(string? typed, string field)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            return (JsonElement?)null;
        }

        try
        {
            return StrictJson.Parse(typed);
        }
        catch (JsonException wrong)
        {
            return Refusal.OfField(ErrorCodes.Invalid, field, Where(wrong));
        }
    }

    /// <summary>What is wrong, with line and column from 1 on.</summary>
    public static string Where(JsonException wrong) => JsonWords.WithPlace(wrong);
}

using System.Text.Json;
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
            return JsonElement.Parse(typed);
        }
        catch (JsonException wrong)
        {
            return Refusal.OfField(Slipway.Api.ErrorCodes.Invalid, field, Where(wrong));
        }
    }

    /// <summary>What is wrong, with line and column from 1 on.</summary>
    public static string Where(JsonException wrong)
    {
        var sentence = wrong.Message.Split(" Path:", 2)[0].Split(" LineNumber:", 2)[0];
        return wrong is { LineNumber: { } line, BytePositionInLine: { } column } ? $"{line + 1}:{column + 1}: {sentence}" : sentence;
    }
}

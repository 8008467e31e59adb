using System.Text;
using System.Text.Json;
using Slipway.Api;
using Slipway.Api.Texts;
using Slipway.Rest;

namespace Slipway.Registry.Artifacts;

/// <summary>
/// What a version's metadata may be: a JSON object of at most 100 keys (wandb-behaviour 1.3) and 1 MiB. NaN and infinity
/// cannot be written in JSON at all; a number too large for a double would be read back as infinity, so it is refused too.
/// </summary>
internal static class VersionMetadata
{
    public const int MaxKeys = 100;

    /// <summary>Of the text as it is stored.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>The text to store, null for none; or <c>metadata_invalid</c>, <c>metadata_too_large</c>.</summary>
    public static Outcome<string?> Check(JsonElement? metadata)
    {
        if (metadata is not { } given || given.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            return Outcome.Of<string?>(null);
        }
        if (given.ValueKind != JsonValueKind.Object)
        {
            return Refusal.OfField(ErrorCodes.MetadataInvalid, "metadata", "The metadata must be a JSON object.");
        }
        if (given.GetPropertyCount() > MaxKeys)
        {
            return Refusal.OfField(ErrorCodes.MetadataInvalid, "metadata",
                $"The metadata has {given.GetPropertyCount()} keys; {MaxKeys} is the most. Group some of them in an object.");
        }
        if (StrictJson.ProblemOf(given) is { } problem)
        {
            return Refusal.OfField(ErrorCodes.MetadataInvalid, "metadata", $"The metadata {problem}.");
        }
        var text = given.GetRawText();
        return Encoding.UTF8.GetByteCount(text) > MaxBytes
            ? Refusal.OfField(ErrorCodes.MetadataTooLarge, "metadata", $"The metadata is over {MaxBytes} bytes. Publish large things as files.")
            : Outcome.Of<string?>(text);
    }

    /// <summary>The stored text as JSON; null for none.</summary>
    public static JsonElement? Read(string? text) => text is null ? null : JsonElement.Parse(text);
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api.Commands;
using Slipway.Api.Texts;

namespace Slipway.Cli.Commands;

/// <summary>The metadata of a publish, from a file and from <c>k=v</c>, which comes last.</summary>
internal static class MetadataArguments
{
    /// <summary>Null when neither was given.</summary>
    public static JsonElement? Read(string? file, IReadOnlyList<string> pairs) => JsonArguments.Read("--metadata", file, pairs, keepsText: true);

    /// <summary>A file with a JSON object. Throws <see cref="UsageException"/> when it holds anything else.</summary>
    public static JsonObject ReadObject(string file)
    {
        try
        {
            return JsonNode.Parse(StrictJson.Parse(TextFile.ReadJson(file)).GetRawText()) as JsonObject
                ?? throw new UsageException($"'{file}' does not hold a JSON object.");
        }
        catch (StrictJsonException e)
        {
            throw new UsageException($"'{file}' cannot be sent: {e.Message}");
        }
        catch (JsonException e)
        {
            throw new UsageException($"'{file}' is not JSON: {JsonWords.WithPlace(e)}");
        }
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Cli.Commands;

/// <summary>The metadata of a publish, from a file and from <c>k=v</c>, which comes last.</summary>
internal static class MetadataArguments
{
    /// <summary>Null when neither was given.</summary>
    public static JsonElement? Read(string? file, IReadOnlyList<string> pairs) => JsonArguments.Read("--metadata", file, pairs);

    /// <summary>A file with a JSON object. Throws <see cref="UsageException"/> when it holds anything else.</summary>
    public static JsonObject ReadObject(string file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(file)) as JsonObject
                ?? throw new UsageException($"'{file}' does not hold a JSON object.");
        }
        catch (JsonException e)
        {
            throw new UsageException($"'{file}' is not JSON: {e.Message}");
        }
    }
}

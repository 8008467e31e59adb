using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Cli.Commands;

/// <summary>The metadata of a publish, from a file and from <c>k=v</c>, which comes last.</summary>
internal static class MetadataArguments
{
    /// <summary>Null when neither was given.</summary>
    public static JsonElement? Read(string? file, IReadOnlyList<string> pairs)
    {
        if (file is null && pairs.Count == 0)
        {
            return null;
        }

        var metadata = file is null ? [] : ReadObject(file);
        foreach (var pair in pairs)
        {
            var equals = pair.IndexOf('=');
            if (equals < 1)
            {
                throw new UsageException($"--metadata takes key=value, not '{pair}'.");
            }

            metadata[pair[..equals]] = Value(pair[(equals + 1)..]);
        }

        using var document = JsonDocument.Parse(metadata.ToJsonString());
        return document.RootElement.Clone();
    }

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

    /// <summary><c>0.97</c>, <c>true</c> and <c>[1,2]</c> are taken as JSON, everything else as text.</summary>
    private static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Cli.Commands;

/// <summary>JSON objects from the command line: from a file, and from <c>k=v</c>, which comes last.</summary>
internal static class JsonArguments
{
    /// <summary>Null when neither was given.</summary>
    /// <param name="option">What takes the pairs, for messages.</param>
    public static JsonElement? Read(string option, string? file, IReadOnlyList<string> pairs)
    {
        if (file is null && pairs.Count == 0)
        {
            return null;
        }
        var read = file is null ? [] : MetadataArguments.ReadObject(file);
        foreach (var pair in pairs)
        {
            var equals = pair.IndexOf('=');
            if (equals < 1)
            {
                throw new UsageException($"{option} takes key=value, not '{pair}'.");
            }
            read[pair[..equals]] = Value(pair[(equals + 1)..]);
        }
        using var document = JsonDocument.Parse(read.ToJsonString());
        return document.RootElement.Clone();
    }

    /// <summary>An object with one text.</summary>
    public static JsonElement Text(string name, string value)
    {
        using var document = JsonDocument.Parse(new JsonObject { [name] = value }.ToJsonString());
        return document.RootElement.Clone();
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

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api.Commands;
using Slipway.Api.Texts;

namespace Slipway.Cli.Commands;

/// <summary>JSON objects from the command line: from a file, and from <c>k=v</c>, which comes last.</summary>
internal static class JsonArguments
{
    /// <summary>Null when neither was given.</summary>
    /// <param name="option">What takes the pairs, for messages.</param>
    /// <param name="keepsText">
    /// Whether a number is taken as one only when every reader writes it as it was typed: <c>1.10</c> and <c>1e5</c> are
    /// versions and hashes where nobody calculates with them.
    /// </param>
    public static JsonElement? Read(string option, string? file, IReadOnlyList<string> pairs, bool keepsText = false)
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
            read[pair[..equals]] = Value(option, pair[..equals], pair[(equals + 1)..], keepsText);
        }
        using var document = JsonDocument.Parse(read.ToJsonString());
        return document.RootElement.Clone();
    }

    /// <summary><c>0.97</c>, <c>true</c> and <c>[1,2]</c> are taken as JSON, everything else as text.</summary>
    private static JsonNode? Value(string option, string key, string text, bool keepsText)
    {
        try
        {
            var read = StrictJson.Parse(text);
            return read.ValueKind == JsonValueKind.Number && keepsText && !ComesBack(text) ? JsonValue.Create(text) : JsonNode.Parse(text);
        }
        catch (StrictJsonException wrong) when (text.AsSpan().TrimStart() is ['[' or '{' or '"', ..])
        {
            throw new UsageException($"{option} {key}: {wrong.Message}");
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private static bool ComesBack(string text) =>
        (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && whole.ToString(CultureInfo.InvariantCulture) == text)
        || (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number.ToString("R", CultureInfo.InvariantCulture) == text && !text.Contains('E', StringComparison.Ordinal));
}

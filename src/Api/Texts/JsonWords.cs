using System.Text.Json;
using System.Text.RegularExpressions;

namespace Slipway.Api.Texts;

/// <summary>What is wrong with a text that is not JSON, in the words of its writer; the reader's own advise to change our code.</summary>
public static partial class JsonWords
{
    internal const string TooDeep = "The maximum configured depth of 64 has been exceeded.";

    /// <summary>A sentence, without the place.</summary>
    public static string Of(JsonException wrong)
    {
        var message = wrong.Message.Split(" Path:", 2)[0].Split(" LineNumber:", 2)[0];
        return message switch
        {
            _ when wrong is StrictJsonException => message,
            _ when Duplicate(wrong) is { } name => $"{name} stands twice in one object.",
            _ when message.Contains("trailing comma", StringComparison.Ordinal) => "no comma may stand before a closing bracket.",
            _ when message.StartsWith("Expected depth to be zero", StringComparison.Ordinal) => "it ends before all brackets are closed.",
            _ when message.Contains("maximum configured depth", StringComparison.Ordinal) => $"objects and lists are nested too deeply; {StrictJson.MaxDepth} levels are the most.",
            _ => message,
        };
    }

    /// <summary>The same, with line and column from 1 on where they are known.</summary>
    public static string WithPlace(JsonException wrong) =>
        wrong is { LineNumber: { } line, BytePositionInLine: { } column } and not StrictJsonException
            ? $"{line + 1}:{column + 1}: {Of(wrong)}"
            : Of(wrong);

    /// <summary>The name that stands twice; null when that is not what is wrong.</summary>
    public static string? Duplicate(JsonException wrong) =>
        wrong.Message.StartsWith("Duplicate property", StringComparison.Ordinal) && QuotedName().Match(wrong.Message) is { Success: true } twice
            ? twice.Groups[1].Value
            : null;

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex QuotedName();
}

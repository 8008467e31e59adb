using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Slipway.Api.Texts;

/// <summary>
/// The one strict reader of JSON, behind the REST API, the forms of the web app and the files of the command line. It takes
/// what RFC 8259 calls JSON, and refuses what its readers understand differently: a name that stands twice in an object,
/// text that is none (<see cref="PlainText"/>), numbers that no double holds, and nesting over <see cref="MaxDepth"/>.
/// Numbers are kept as they are written.
/// </summary>
public static class StrictJson
{
    /// <summary>Objects and lists in each other.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonReaderOptions Reading = new() { MaxDepth = MaxDepth };
    private static readonly JsonDocumentOptions Keeping = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>Reads a whole text.</summary>
    /// <exception cref="StrictJsonException">It holds what cannot be kept.</exception>
    /// <exception cref="JsonException">It is not JSON, or a name stands twice; see <see cref="JsonWords"/>.</exception>
    public static JsonElement Parse(string text)
    {
        if (PlainText.Problem(text) is { } problem)
        {
            throw new StrictJsonException("", problem);
        }
        return Parse(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The same of bytes in UTF-8.</summary>
    public static JsonElement Parse(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, Reading);
        try
        {
            while (reader.Read())
            {
                CheckToken(ref reader);
            }
        }
        catch (StrictJsonException wrong)
        {
            throw new StrictJsonException(PathTo(new Utf8JsonReader(utf8, Reading), reader.BytesConsumed, isNext: false), wrong.Problem);
        }
        catch (JsonException) when (NotANumber(utf8[(int)reader.BytesConsumed..]) is { } literal)
        {
            throw new StrictJsonException(PathTo(new Utf8JsonReader(utf8, Reading), reader.BytesConsumed, isNext: true), $"is {literal}, which JSON cannot hold");
        }
        return JsonElement.Parse(utf8, Keeping);
    }

    /// <summary>What cannot be kept of a value that another reader read, so that its name can stand before it; null when all can.</summary>
    public static string? ProblemOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            return null;
        }
        var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(value), new JsonReaderOptions { MaxDepth = 2 * MaxDepth });
        try
        {
            reader.Read();
            Check(ref reader);
            return null;
        }
        catch (StrictJsonException wrong)
        {
            return wrong.Place.Length == 0 ? wrong.Problem : $"cannot be kept: {wrong.Place} {wrong.Problem}";
        }
        catch (JsonException wrong)
        {
            return $"cannot be kept: {JsonWords.Of(wrong).TrimEnd('.')}";
        }
    }

    /// <summary>Looks at the value on whose first token the reader stands, and leaves the reader on its last.</summary>
    /// <exception cref="StrictJsonException">It holds what cannot be kept; its place is counted from this value.</exception>
    /// <exception cref="JsonException">It is nested too deeply.</exception>
    internal static void Check(ref Utf8JsonReader reader)
    {
        var start = reader;
        var outside = reader.CurrentDepth;
        try
        {
            while (true)
            {
                var isStart = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
                if (isStart && reader.CurrentDepth >= MaxDepth)
                {
                    throw new JsonException(JsonWords.TooDeep);
                }
                CheckToken(ref reader);
                if (!isStart && reader.CurrentDepth == outside)
                {
                    return;
                }
                reader.Read();
            }
        }
        catch (StrictJsonException wrong)
        {
            throw new StrictJsonException(PathTo(start, reader.BytesConsumed, isNext: false), wrong.Problem);
        }
    }

    /// <summary>The number of the token.</summary>
    /// <exception cref="StrictJsonException">No double holds it.</exception>
    internal static double Number(ref Utf8JsonReader reader)
    {
        CheckToken(ref reader);
        return reader.GetDouble();
    }

    /// <summary>The text of the token, a string or a name.</summary>
    /// <exception cref="StrictJsonException">There is no such text.</exception>
    internal static string Text(ref Utf8JsonReader reader)
    {
        CheckToken(ref reader);
        return reader.GetString()!;
    }

    private static void CheckToken(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName or JsonTokenType.String when TextProblem(ref reader) is { } problem:
                throw new StrictJsonException("", problem);
            case JsonTokenType.Number when !double.IsFinite(reader.GetDouble()):
                var written = Encoding.UTF8.GetString(Bytes(ref reader));
                throw new StrictJsonException("", $"is {(written.Length > 32 ? written[..32] + "..." : written)}, a number too large for anything that reads it");
            default:
                return;
        }
    }

    private static string? TextProblem(ref Utf8JsonReader reader)
    {
        // What is not escaped holds no control character, or it would be no JSON; but its bytes nobody has looked at.
        if (!reader.ValueIsEscaped)
        {
            return Utf8.IsValid(Bytes(ref reader)) ? null : PlainText.Half;
        }
        try
        {
            return PlainText.Problem(reader.GetString());
        }
        catch (InvalidOperationException)
        {
            return PlainText.Half;
        }
    }

    private static ReadOnlySpan<byte> Bytes(ref Utf8JsonReader reader) =>
        reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;

    // Python writes these, as do many that do not know better.
    private static string? NotANumber(ReadOnlySpan<byte> rest)
    {
        rest = rest.TrimStart(" \t\r\n,:"u8);
        return rest.StartsWith("NaN"u8) ? "NaN" : rest.StartsWith("Infinity"u8) ? "Infinity" : rest.StartsWith("-Infinity"u8) ? "-Infinity" : null;
    }

    /// <summary>The way from the value on whose first token the reader stands to the token that ends there.</summary>
    /// <param name="isNext">Whether to the value behind that token, which cannot be read.</param>
    private static string PathTo(Utf8JsonReader reader, long end, bool isNext)
    {
        var way = new List<Step>();
        do
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    Count(way);
                    way.Add(new Step(reader.TokenType == JsonTokenType.StartArray, -1, null));
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    way.RemoveAt(way.Count - 1);
                    break;
                case JsonTokenType.PropertyName:
                    // A name that is wrong itself is looked for in its object.
                    way[^1] = way[^1] with { Name = reader.BytesConsumed < end || isNext ? Encoding.UTF8.GetString(Bytes(ref reader)) : null };
                    break;
                case JsonTokenType.None:
                    break;
                default:
                    Count(way);
                    break;
            }
        }
        while (reader.BytesConsumed < end && TryRead(ref reader));
        if (isNext)
        {
            Count(way);
        }
        return Write(way);
    }

    private static void Count(List<Step> way)
    {
        if (way is [.., { IsList: true } last])
        {
            way[^1] = last with { Index = last.Index + 1 };
        }
    }

    // What follows the last good token is wrong itself.
    private static bool TryRead(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Write(List<Step> way)
    {
        var text = new StringBuilder();
        foreach (var step in way)
        {
            if (step is { IsList: true, Index: >= 0 })
            {
                text.Append(CultureInfo.InvariantCulture, $"[{step.Index}]");
            }
            else if (step.Name is { } name)
            {
                text.Append(text.Length > 0 ? "." : "").Append(name);
            }
        }
        return text.ToString();
    }

    private readonly record struct Step(bool IsList, int Index, string? Name);
}

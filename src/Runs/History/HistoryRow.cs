using System.Text;
using System.Text.Json;
using Slipway.Api;
using Slipway.Rest;

namespace Slipway.Runs.History;

/// <summary>The values of one step, as they came.</summary>
/// <param name="Step">Null when the row does not say.</param>
/// <param name="Values">An object.</param>
internal sealed record HistoryRow(long? Step, JsonElement Values)
{
    public const string StepKey = "_step";
    public const int MaxRows = 10_000;
    public const int MaxBytes = 256 << 10;
    private const long MaxStep = 1L << 53;

    /// <summary>The rows, if all of them can be kept.</summary>
    public static Outcome<IReadOnlyList<HistoryRow>> Read(IReadOnlyList<JsonElement> given)
    {
        if (given.Count > MaxRows)
        {
            return Refusal.OfField(ErrorCodes.Invalid, "rows", $"{given.Count} rows are too many at once; send at most {MaxRows}.");
        }
        var rows = new List<HistoryRow>(given.Count);
        for (var index = 0; index < given.Count; index++)
        {
            var row = given[index];
            if (row.ValueKind != JsonValueKind.Object)
            {
                return Wrong(index, "is no object");
            }
            if (RunTexts.Problem(row) is { } problem)
            {
                return Wrong(index, problem);
            }
            if (Encoding.UTF8.GetByteCount(row.GetRawText()) > MaxBytes)
            {
                return Wrong(index, $"is over {MaxBytes} bytes. Put large things into files");
            }
            long? step = null;
            if (row.TryGetProperty(StepKey, out var value))
            {
                if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number) || number is < 0 or > MaxStep)
                {
                    return Wrong(index, $"has a {StepKey} that is no whole number from 0 on");
                }
                step = number;
            }
            rows.Add(new HistoryRow(step, row));
        }
        return rows;
    }

    /// <summary>The text to store, with that step first.</summary>
    public string Text(long step)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber(StepKey, step);
            foreach (var property in Values.EnumerateObject())
            {
                if (!property.NameEquals(StepKey))
                {
                    property.WriteTo(writer);
                }
            }
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>Of a stored row the step and those keys.</summary>
    public static string Project(string text, IReadOnlyList<string> keys)
    {
        using var row = JsonDocument.Parse(text);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var property in row.RootElement.EnumerateObject())
            {
                if (property.NameEquals(StepKey) || keys.Any(key => property.NameEquals(key)))
                {
                    property.WriteTo(writer);
                }
            }
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>Whether a stored row has one of those keys.</summary>
    public static bool HasAny(string text, IReadOnlyList<string> keys)
    {
        using var row = JsonDocument.Parse(text);
        return keys.Any(key => row.RootElement.TryGetProperty(key, out _));
    }

    private static Refusal Wrong(int index, string problem) =>
        Refusal.OfField(ErrorCodes.Invalid, $"rows[{index}]", $"Row {index} {problem}.");
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using Slipway.Api;
using Slipway.Rest;

namespace Slipway.Runs.History;

/// <summary>The values of one step, as they came; read whole before anything is written.</summary>
internal sealed class HistoryRow
{
    public const string StepKey = "_step";
    public const int MaxRows = 10_000;
    public const int MaxBytes = 256 << 10;

    // What a row takes beside its values: its step and its place.
    private const int OwnBytes = 32;
    private const long MaxStep = 1L << 53;

    private readonly string _fields;

    private HistoryRow(long? step, JsonElement values)
    {
        Step = step;
        Values = values;
        _fields = FieldsOf(values);
    }

    /// <summary>Null when the row does not say.</summary>
    public long? Step { get; }

    /// <summary>Bytes that it takes of the team's storage.</summary>
    public long Size => OwnBytes + Encoding.UTF8.GetByteCount(_fields);

    /// <summary>An object.</summary>
    public JsonElement Values { get; }

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
    public string Text(long step) =>
        string.Create(CultureInfo.InvariantCulture, $"{{\"{StepKey}\":{step}{(_fields.Length == 0 ? "" : ",")}{_fields}}}");

    /// <summary>Of a stored row the step and those keys; null when it has none of them.</summary>
    public static string? Project(string text, IReadOnlySet<string> keys)
    {
        using var row = JsonDocument.Parse(text);
        using var buffer = new MemoryStream();
        var hasAny = false;
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var property in row.RootElement.EnumerateObject())
            {
                var isWanted = keys.Contains(property.Name);
                hasAny |= isWanted;
                if (isWanted || property.NameEquals(StepKey))
                {
                    property.WriteTo(writer);
                }
            }
            writer.WriteEndObject();
        }
        return hasAny ? Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) : null;
    }

    /// <summary>The object's text without its braces and its step.</summary>
    private static string FieldsOf(JsonElement values)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var property in values.EnumerateObject())
            {
                if (!property.NameEquals(StepKey))
                {
                    property.WriteTo(writer);
                }
            }
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 1, (int)buffer.Length - 2);
    }

    private static Refusal Wrong(int index, string problem) =>
        Refusal.OfField(ErrorCodes.Invalid, $"rows[{index}]", $"Row {index} {problem}.");
}

using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Slipway.Web.Parts;

/// <summary>Sizes, spans and JSON as people read them. Signs only, so that no language is needed.</summary>
internal static class Amounts
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    private static readonly JsonSerializerOptions Spread = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary><c>1.4 MiB</c>.</summary>
    public static string Bytes(long bytes)
    {
        var (amount, unit) = ((double)bytes, 0);
        while (amount >= 1024 && unit < Units.Length - 1)
        {
            amount /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{amount.ToString(unit == 0 || amount >= 100 ? "0" : "0.0", CultureInfo.InvariantCulture)} {Units[unit]}");
    }

    /// <summary><c>2 h 14 min</c>; of short ones the tenths.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 0 } => "0 s",
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Minutes} min {span.Seconds} s"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Hours} h {span.Minutes} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays} d {span.Hours} h"),
    };

    /// <summary>From one time to another, or to now; null before it began.</summary>
    public static string? Between(DateTimeOffset? from, DateTimeOffset? until, DateTimeOffset now) =>
        from is { } began ? Span((until ?? now) - began) : null;

    /// <summary>A number with as many digits as say something.</summary>
    public static string Number(double number) =>
        number == Math.Floor(number) && Math.Abs(number) < 1e15
            ? number.ToString("0", CultureInfo.InvariantCulture)
            : number.ToString(Math.Abs(number) is < 1e-4 or >= 1e7 ? "0.###e+0" : "G5", CultureInfo.InvariantCulture);

    /// <summary>JSON on many lines.</summary>
    public static string Json(JsonElement json) => JsonSerializer.Serialize(json, Spread);

    /// <summary>JSON on many lines; text that is none as it is.</summary>
    public static string Json(string text)
    {
        try
        {
            return Json(JsonElement.Parse(text));
        }
        catch (JsonException)
        {
            return text;
        }
    }

    /// <summary>The fields of a JSON object, each value on one line; empty for null.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Fields(string? json) => json is null
        ? []
        : [.. JsonElement.Parse(json).EnumerateObject().Select(field => KeyValuePair.Create(field.Name, Value(field.Value)))];

    /// <summary>A value on one line; numbers short.</summary>
    public static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => Number(value.GetDouble()),
        _ => value.GetRawText(),
    };
}

using System.Text.Json;
using Slipway.Web.Parts;

namespace Slipway.Web.Pages.Runs;

/// <summary>From rows of metrics to lines, one for each metric. Pure.</summary>
internal static class MetricLines
{
    private const string Step = "_step";

    /// <param name="rows">JSON objects as text, in the order of their steps.</param>
    /// <param name="most">Metrics drawn at most.</param>
    public static IReadOnlyList<ChartLine> Of(IReadOnlyList<string> rows, int most)
    {
        var lines = new SortedDictionary<string, List<ChartPoint>>(StringComparer.Ordinal);
        foreach (var text in rows)
        {
            using var row = JsonDocument.Parse(text);
            var step = row.RootElement.TryGetProperty(Step, out var given) && given.TryGetDouble(out var number) ? number : 0;
            foreach (var field in row.RootElement.EnumerateObject())
            {
                // The client's own fields begin with '_': runtime, timestamp.
                if (field.Name.StartsWith('_') || ValueOf(field.Value) is not { } value)
                {
                    continue;
                }

                if (!lines.TryGetValue(field.Name, out var points))
                {
                    lines[field.Name] = points = [];
                }

                points.Add(new ChartPoint(step, value));
            }
        }

        return [.. lines.Take(most).Select(line => new ChartLine(line.Key, line.Value))];
    }

    // "NaN" and "Infinity" travel as texts, since JSON has no numbers for them; they make gaps.
    private static double? ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.String when value.GetString() is "NaN" or "Infinity" or "-Infinity" => double.NaN,
        _ => null,
    };
}

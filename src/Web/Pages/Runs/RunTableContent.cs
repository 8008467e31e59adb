using System.Text.Json;
using Slipway.Runs;
using Slipway.Storage;
using Slipway.Web.Parts;

namespace Slipway.Web.Pages.Runs;

/// <summary>Runs with the columns that were chosen, in the order that was chosen. Pure.</summary>
/// <param name="Keys">All that occur, as <c>config.lr</c> and <c>summary.loss</c>.</param>
/// <param name="Chosen">Those of them that are shown.</param>
/// <param name="Rows">The runs.</param>
public sealed record RunTableContent(IReadOnlyList<string> Keys, IReadOnlyList<string> Chosen, IReadOnlyList<RunTableContent.Row> Rows)
{
    private const int FirstShown = 3;
    private const int MostKeys = 200;

    public static RunTableContent Empty { get; } = new([], [], []);

    /// <param name="columns">The keys chosen, separated by commas; null for the first of the summary.</param>
    /// <param name="sort">A column, with a <c>-</c> before it when it falls; null for newest first.</param>
    public static RunTableContent Of(IReadOnlyList<Run> runs, string? columns, string? sort)
    {
        var rows = runs.Select(run => new Row(run, ValuesOf(run))).ToList();
        string[] keys = [.. rows.SelectMany(row => row.Values.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MostKeys)];
        string[] chosen = columns is null
            ? [.. keys.Where(key => key.StartsWith("summary.", StringComparison.Ordinal)).Take(FirstShown)]
            : [.. columns.Split(',', StringSplitOptions.RemoveEmptyEntries).Where(key => keys.Contains(key, StringComparer.Ordinal))];
        return new RunTableContent(keys, chosen, Sorted(rows, sort));
    }

    private static List<Row> Sorted(List<Row> rows, string? sort)
    {
        if (string.IsNullOrEmpty(sort))
        {
            return rows;
        }

        var (falls, column) = sort[0] == '-' ? (true, sort[1..]) : (false, sort);
        // Rows without a value come last, whichever way it goes.
        var known = rows.Where(row => row.SortKey(column) is not null).ToList();
        var ordered = falls
            ? known.OrderByDescending(row => row.SortKey(column)!.Value)
            : known.OrderBy(row => row.SortKey(column)!.Value);
        return [.. ordered, .. rows.Where(row => row.SortKey(column) is null)];
    }

    private static Dictionary<string, JsonElement> ValuesOf(Run run)
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        Add("config.", run.Config);
        Add("summary.", run.Summary);
        return values;

        void Add(string prefix, string? json)
        {
            if (json is null)
            {
                return;
            }

            // A comma would end the name in the address.
            foreach (var field in JsonElement.Parse(json).EnumerateObject().Where(field => !field.Name.StartsWith('_') && !field.Name.Contains(',', StringComparison.Ordinal)))
            {
                values[prefix + field.Name] = field.Value;
            }
        }
    }

    /// <summary>A run with the values of its config and summary.</summary>
    public sealed record Row(Run Run, IReadOnlyDictionary<string, JsonElement> Values)
    {
        private const int MostSigns = 80;

        /// <summary>What stands in a chosen column.</summary>
        public string Text(string key)
        {
            if (!Values.TryGetValue(key, out var value))
            {
                return "–";
            }

            var text = Amounts.Value(value);
            return text.Length > MostSigns ? text[..MostSigns] + "…" : text;
        }

        /// <summary>By what it is sorted: numbers before texts; null without a value.</summary>
        internal (int Kind, double Number, string Text)? SortKey(string column) => column switch
        {
            "name" => (1, 0, Run.Name),
            "state" => (1, 0, EnumText.Of(Run.State)),
            "user" => (1, 0, Run.CreatedBy),
            "created" => (0, Run.CreatedAt.UtcTicks, ""),
            "duration" => Run.StartedAt is { } began ? (0, ((Run.EndedAt ?? DateTimeOffset.MaxValue) - began).Ticks, "") : null,
            _ => Values.TryGetValue(column, out var value) ? KeyOf(value) : null,
        };

        private static (int, double, string)? KeyOf(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.Number => (0, value.GetDouble(), ""),
            JsonValueKind.Null => null,
            _ => (1, 0, Amounts.Value(value)),
        };
    }
}

using System.Text.Json;
using Slipway.Runs;
using Slipway.Web.Parts;

namespace Slipway.Web.Pages.Runs;

/// <summary>Runs with the columns that were chosen, in the order in which they are given. Pure.</summary>
/// <param name="Keys">All that occur, as <c>config.lr</c> and <c>summary.loss</c>.</param>
/// <param name="Chosen">Those of them that are shown.</param>
/// <param name="Rows">The runs.</param>
public sealed record RunTableContent(IReadOnlyList<string> Keys, IReadOnlyList<string> Chosen, IReadOnlyList<RunTableContent.Row> Rows)
{
    private const int FirstShown = 3;
    private const int MostKeys = 200;

    public static RunTableContent Empty { get; } = new([], [], []);

    /// <param name="columns">The keys chosen, separated by commas; null for the first of the summary.</param>
    public static RunTableContent Of(IReadOnlyList<Run> runs, string? columns)
    {
        var rows = runs.Select(run => new Row(run, ValuesOf(run))).ToList();
        string[] keys = [.. rows.SelectMany(row => row.Values.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MostKeys)];
        string[] chosen = columns is null
            ? [.. keys.Where(key => key.StartsWith("summary.", StringComparison.Ordinal)).Take(FirstShown)]
            : [.. columns.Split(',', StringSplitOptions.RemoveEmptyEntries).Where(key => keys.Contains(key, StringComparer.Ordinal))];
        return new RunTableContent(keys, chosen, rows);
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
    }
}

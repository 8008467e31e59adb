using Slipway.Api;
using Slipway.Rest;

namespace Slipway.Runs.Records;

/// <summary>The order of a list of runs.</summary>
/// <param name="Column"><c>name</c>, <c>state</c>, <c>user</c>, <c>created</c>, <c>duration</c>, <c>config.KEY</c> or <c>summary.KEY</c>.</param>
/// <param name="Falls">Whether the greatest comes first.</param>
public sealed record RunSort(string Column, bool Falls)
{
    /// <summary>So many of the newest runs are sorted; what is older is not looked at.</summary>
    public const int MostRuns = 20_000;

    private const string Config = "config.";
    private const string Summary = "summary.";
    private const string None = "null";

    /// <summary>Reads <c>summary.loss</c>, and <c>-summary.loss</c> where it falls; null for newest first.</summary>
    public static Outcome<RunSort?> Read(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return default(RunSort);
        }
        var sort = text[0] == '-' ? new RunSort(text[1..], true) : new RunSort(text, false);
        // A quote would end the key's place in the path by which SQLite finds it.
        return sort.Sql is not null && sort.Key?.AsSpan().IndexOfAny('"', '\\') is null or < 0
            ? sort
            : Refusal.OfField(ErrorCodes.Invalid, "sort",
                "sort is name, state, user, created, duration, config.KEY or summary.KEY, with a - before it when the greatest comes first.");
    }

    /// <summary>The key in config or summary; null for another column.</summary>
    internal string? Key => Column.StartsWith(Config, StringComparison.Ordinal) ? Column[Config.Length..]
        : Column.StartsWith(Summary, StringComparison.Ordinal) ? Column[Summary.Length..]
        : null;

    /// <summary>What it is sorted by, a number and a text; null for a column that is none.</summary>
    internal string? Sql => Column switch
    {
        "name" => Columns(None, "name"),
        "state" => Columns(None, "state"),
        "user" => Columns(None, "created_by"),
        "created" => Columns("id", None),
        // What still goes on takes longer than all that has ended.
        "duration" => Columns("coalesce(ended_at, 9000000000000000) - started_at", None),
        _ when Key is not { Length: > 0 } => null,
        _ => Columns(None, Column.StartsWith(Config, StringComparison.Ordinal) ? JsonField("config") : JsonField("summary")),
    };

    private static string Columns(string number, string text) => $"cast({number} as double precision) as number, cast({text} as text) as text";

    private static string JsonField(string column) => $"substr(cast({{json_field {column}}} as text), 1, 200)";
}

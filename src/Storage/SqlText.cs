using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Slipway.Storage;

/// <summary>
/// The few words in which the engines differ, written as tokens in otherwise equal SQL. Locks, by the pattern of ADR 0015:
/// <c>{for_share}</c> holds the rows that a statement reads as they are until the transaction ends, for one who decides by
/// them; <c>{for_update}</c> takes them alone, for one who changes what others decide by; <c>{skip_locked}</c> takes them
/// alone and passes over those that another transaction holds. <c>{for_share q}</c> and <c>{skip_locked i}</c> mean the rows
/// of one table of a join. SQLite needs none of them, for it has one writer at a time, and a read that is no transaction
/// decides nothing and locks nothing. <c>{new_id events}</c> is the id that this transaction's last insert
/// into <c>events</c> made. <c>{json_field summary}</c> is the JSON of a field of the object in that column, named by the
/// parameters <c>@path</c> (SQLite) and <c>@key</c> (PostgreSQL). A list after <c>in</c> is written <c>in @ids</c> on both: SQLite gets
/// a parameter for each value, PostgreSQL one array.
/// </summary>
public sealed partial class SqlText
{
    public static readonly SqlText Sqlite = new("(select seq from sqlite_sequence where name = '$1')", "($1 -> @path)", listsAreArrays: false, locks: false);
    public static readonly SqlText Postgres = new("currval(pg_get_serial_sequence('$1', 'id'))", "($1::json -> @key)", listsAreArrays: true, locks: true);

    /// <summary>PostgreSQL without any lock: for reads outside a transaction.</summary>
    public static readonly SqlText PostgresReads = new("currval(pg_get_serial_sequence('$1', 'id'))", "($1::json -> @key)", listsAreArrays: true, locks: false);

    private readonly string _newId;
    private readonly string _jsonField;
    private readonly bool _listsAreArrays;
    private readonly bool _locks;

    private SqlText(string newId, string jsonField, bool listsAreArrays, bool locks)
    {
        _newId = newId;
        _jsonField = jsonField;
        _listsAreArrays = listsAreArrays;
        _locks = locks;
    }

    private readonly ConcurrentDictionary<string, string> _translated = new(StringComparer.Ordinal);

    /// <summary>The text for this engine; remembered, since statements are constants.</summary>
    public string Translate(string sql) =>
        _listsAreArrays || sql.Contains('{', StringComparison.Ordinal) ? _translated.GetOrAdd(sql, Replace) : sql;

    private string Replace(string sql)
    {
        var text = Locks().Replace(sql, _locks ? LockOf : static _ => "");
        text = JsonField().Replace(NewId().Replace(text, _newId), _jsonField);
        if (!_listsAreArrays)
        {
            return text;
        }
        return InList().Replace(NotInList().Replace(text, "<> all(@$1)"), "= any(@$1)");
    }

    private static string LockOf(Match token)
    {
        var of = token.Groups["of"] is { Success: true } table ? " of " + table.Value : "";
        return token.Groups["lock"].Value switch
        {
            "for_share" => "for share" + of,
            "for_update" => "for update" + of,
            _ => $"for update{of} skip locked",
        };
    }

    [GeneratedRegex(@"\{(?<lock>for_share|for_update|skip_locked)( (?<of>\w+))?\}")]
    private static partial Regex Locks();

    [GeneratedRegex(@"\{json_field (\w+)\}")]
    private static partial Regex JsonField();

    [GeneratedRegex(@"\{new_id (\w+)\}")]
    private static partial Regex NewId();

    [GeneratedRegex(@"\bnot\s+in\s+@(\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex NotInList();

    [GeneratedRegex(@"\bin\s+@(\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex InList();
}

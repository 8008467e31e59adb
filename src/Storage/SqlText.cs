using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Slipway.Storage;

/// <summary>
/// The few words in which the engines differ, written as tokens in otherwise equal SQL: <c>{for_update}</c> locks the
/// rows a statement reads, <c>{skip_locked}</c> locks them and passes over those that another transaction holds. SQLite
/// needs neither, for it has one writer at a time. <c>{new_id events}</c> is the id that this transaction's last insert
/// into <c>events</c> made. <c>{json_field summary}</c> is the JSON of a field of the object in that column, named by the
/// parameters <c>@path</c> (SQLite) and <c>@key</c> (PostgreSQL). A list after <c>in</c> is written <c>in @ids</c> on both: SQLite gets
/// a parameter for each value, PostgreSQL one array.
/// </summary>
public sealed partial class SqlText
{
    public static readonly SqlText Sqlite = new("", "", "(select seq from sqlite_sequence where name = '$1')", "($1 -> @path)", listsAreArrays: false);
    public static readonly SqlText Postgres = new("for update", "for update skip locked", "currval(pg_get_serial_sequence('$1', 'id'))", "($1::json -> @key)", listsAreArrays: true);

    private readonly string _forUpdate;
    private readonly string _skipLocked;
    private readonly string _newId;
    private readonly string _jsonField;
    private readonly bool _listsAreArrays;

    private SqlText(string forUpdate, string skipLocked, string newId, string jsonField, bool listsAreArrays)
    {
        _newId = newId;
        _jsonField = jsonField;
        _forUpdate = forUpdate;
        _skipLocked = skipLocked;
        _listsAreArrays = listsAreArrays;
    }

    private readonly ConcurrentDictionary<string, string> _translated = new(StringComparer.Ordinal);

    /// <summary>The text for this engine; remembered, since statements are constants.</summary>
    public string Translate(string sql) =>
        _listsAreArrays || sql.Contains('{', StringComparison.Ordinal) ? _translated.GetOrAdd(sql, Replace) : sql;

    private string Replace(string sql)
    {
        var text = sql.Replace("{for_update}", _forUpdate, StringComparison.Ordinal)
            .Replace("{skip_locked}", _skipLocked, StringComparison.Ordinal);
        text = JsonField().Replace(NewId().Replace(text, _newId), _jsonField);
        if (!_listsAreArrays)
        {
            return text;
        }
        return InList().Replace(NotInList().Replace(text, "<> all(@$1)"), "= any(@$1)");
    }

    [GeneratedRegex(@"\{json_field (\w+)\}")]
    private static partial Regex JsonField();

    [GeneratedRegex(@"\{new_id (\w+)\}")]
    private static partial Regex NewId();

    [GeneratedRegex(@"\bnot\s+in\s+@(\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex NotInList();

    [GeneratedRegex(@"\bin\s+@(\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex InList();
}

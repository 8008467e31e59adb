using System.Collections.Concurrent;

namespace Slipway.Storage;

/// <summary>
/// The few words in which the engines differ, written as tokens in otherwise equal SQL: <c>{for_update}</c> locks the
/// rows a statement reads, <c>{skip_locked}</c> locks them and passes over those that another transaction holds. SQLite
/// needs neither, for it has one writer at a time.
/// </summary>
public sealed class SqlText(string forUpdate, string skipLocked)
{
    public static readonly SqlText Sqlite = new("", "");
    public static readonly SqlText Postgres = new("for update", "for update skip locked");

    private readonly ConcurrentDictionary<string, string> _translated = new(StringComparer.Ordinal);

    /// <summary>The text for this engine; remembered, since statements are constants.</summary>
    public string Translate(string sql) =>
        sql.Contains('{', StringComparison.Ordinal) ? _translated.GetOrAdd(sql, Replace) : sql;

    private string Replace(string sql) =>
        sql.Replace("{for_update}", forUpdate, StringComparison.Ordinal)
            .Replace("{skip_locked}", skipLocked, StringComparison.Ordinal);
}

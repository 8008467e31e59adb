namespace Slipway.Storage.Uses;

/// <summary>The statements of <see cref="UseTable"/>; the table is a constant of a room.</summary>
internal static class UseTableSql
{
    public static string Delete(string table) => $"delete from {table} where user_kind = @Kind and user_key = @Key";

    public static string FindDisabled(string table) =>
        $"select user_key from {table} where user_kind = @kind and disabled and user_key in @keys group by user_key";

    /// <param name="thing">Finds the thing of a row of the table, as SQL for <c>exists</c>.</param>
    public static string FindGone(string table, string thing) =>
        $"""
        select team_id, user_kind as kind, user_key as key, user_name as name from {table}
        where not disabled and not exists ({thing}) group by team_id, user_kind, user_key, user_name
        """;

    /// <param name="thing">Finds the thing of a row of the table, as SQL for <c>exists</c>.</param>
    public static string Disable(string table, string thing) =>
        $"update {table} set disabled = true where user_kind = @Kind and user_key = @Key and not disabled and not exists ({thing})";
}

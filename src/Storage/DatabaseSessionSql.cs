using System.Text;

namespace Slipway.Storage;

/// <summary>The statements of <see cref="DatabaseSession"/> and <see cref="DatabaseTransaction"/> themselves.</summary>
internal static class DatabaseSessionSql
{
    public const string Now = "select slipway_now()";

    /// <summary>An insert of some rows, whose values are the parameters <c>p0</c>, <c>p1</c> and so on, row by row.</summary>
    public static string Insert(string table, string[] columns, int rows)
    {
        var sql = new StringBuilder("insert into ").Append(table).Append(" (").AppendJoin(", ", columns).Append(") values ");
        for (var row = 0; row < rows; row++)
        {
            sql.Append(row == 0 ? "(" : ", (").AppendJoin(", ", Enumerable.Range(row * columns.Length, columns.Length).Select(number => $"@p{number}")).Append(')');
        }
        return sql.ToString();
    }
}

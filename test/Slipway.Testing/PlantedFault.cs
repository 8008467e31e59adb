using Slipway.Storage;

namespace Slipway.Testing;

/// <summary>
/// A fault that stands in the database itself, in the test kit only: from its planting on, a statement that touches certain
/// rows of a table fails, as it would by a bug or by data that nobody thought of. The server under test knows nothing of it.
/// </summary>
public sealed class PlantedFault : IAsyncDisposable
{
    private static int _count;
    private readonly Database _database;
    private readonly string _name;
    private readonly string _table;

    private PlantedFault(Database database, string name, string table)
    {
        _database = database;
        _name = name;
        _table = table;
    }

    /// <summary>Plants one.</summary>
    /// <param name="act"><c>insert</c>, <c>update</c> or <c>delete</c>.</param>
    /// <param name="rows">Which rows, as SQL over <c>new</c> or <c>old</c>: <c>new.team_id = 2</c>.</param>
    /// <param name="sqlState">What PostgreSQL says; null for the usual of a raised exception.</param>
    public static async Task<PlantedFault> PlantAsync(Database database, string act, string table, string rows, string? sqlState = null)
    {
        var name = $"planted_{Interlocked.Increment(ref _count)}";
        await database.WriteAsync(async tx =>
        {
            if (database.Engine == "sqlite")
            {
                await tx.ExecuteAsync($"create trigger {name} before {act} on {table} when {rows} begin select raise(abort, 'planted'); end");
                return;
            }
            await tx.ExecuteAsync(
                $"create function {name}() returns trigger language plpgsql as $$ begin raise exception 'planted' using errcode = '{sqlState ?? "P0001"}'; end $$");
            await tx.ExecuteAsync($"create trigger {name} before {act} on {table} for each row when ({rows}) execute function {name}()");
        }, default);
        return new PlantedFault(database, name, table);
    }

    /// <summary>Takes it away: from now on all is well.</summary>
    public async ValueTask DisposeAsync() =>
        await _database.WriteAsync(tx => tx.ExecuteAsync(_database.Engine == "sqlite" ? $"drop trigger {_name}" : $"drop trigger {_name} on {_table}"), default);
}

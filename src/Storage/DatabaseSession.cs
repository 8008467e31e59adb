using System.Data.Common;
using Dapper;

namespace Slipway.Storage;

/// <summary>One connection that reads. Thin over Dapper; all SQL passes <see cref="SqlText"/>.</summary>
public class DatabaseSession
{
    private protected readonly DbConnection Connection;
    private protected readonly DbTransaction? Transaction;
    private protected readonly SqlText Text;
    private protected readonly CancellationToken Cancellation;

    public DatabaseSession(DbConnection connection, DbTransaction? transaction, SqlText text, CancellationToken ct)
    {
        Connection = connection;
        Transaction = transaction;
        Text = text;
        Cancellation = ct;
    }

    /// <summary>All rows, in the order of the statement; empty when there are none.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? args = null)
    {
        await SettleAsync();
        return (await Connection.QueryAsync<T>(Command(sql, args))).AsList();
    }

    /// <summary>The first row, or <c>default</c> when there is none.</summary>
    public async Task<T?> FirstAsync<T>(string sql, object? args = null)
    {
        await SettleAsync();
        return await Connection.QueryFirstOrDefaultAsync<T>(Command(sql, args));
    }

    /// <summary>
    /// The first rows of two statements, on PostgreSQL in one round trip; the second sees what was committed while the first
    /// waited for a lock. Arguments are no lists.
    /// </summary>
    public async Task<(T? First, TOther? Second)> FirstOfTwoAsync<T, TOther>(string sql, object args, string otherSql, object otherArgs)
    {
        await SettleAsync();
        if (!Connection.CanCreateBatch)
        {
            return (await FirstAsync<T>(sql, args), await FirstAsync<TOther>(otherSql, otherArgs));
        }
        await using var batch = Connection.CreateBatch();
        batch.Transaction = Transaction;
        AddTo(batch, sql, args);
        AddTo(batch, otherSql, otherArgs);
        await using var rows = await batch.ExecuteReaderAsync(Cancellation);
        var first = await ReadFirstAsync<T>(rows);
        await rows.NextResultAsync(Cancellation);
        return (first, await ReadFirstAsync<TOther>(rows));
    }

    /// <summary>The first column of the first row; <c>default</c> when there is none or it is null.</summary>
    public async Task<T> ScalarAsync<T>(string sql, object? args = null)
    {
        await SettleAsync();
        return (await Connection.ExecuteScalarAsync<T>(Command(sql, args)))!;
    }

    /// <summary>Rows as they come, for lists too long to hold; read to the end before the next statement.</summary>
    public async IAsyncEnumerable<T> StreamAsync<T>(string sql, object? args = null)
    {
        await SettleAsync();
        StorableText.Check(args);
        await foreach (var row in Connection.QueryUnbufferedAsync<T>(Text.Translate(sql), ListArguments.AsArrays(args), Transaction))
        {
            yield return row;
        }
    }

    /// <summary>The database's clock, UTC, in microseconds.</summary>
    public async Task<DateTimeOffset> NowAsync() =>
        InstantText.FromMicroseconds(await ScalarAsync<long>(DatabaseSessionSql.Now));

    // What a transaction has deferred is seen by all that it asks afterwards.
    private protected virtual ValueTask SettleAsync() => ValueTask.CompletedTask;

    private protected void AddTo(DbBatch batch, string sql, object? args)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = Text.Translate(sql);
        if (args is not null)
        {
            StorableText.Check(args);
            BatchParameters.Add(command, args);
        }
        batch.BatchCommands.Add(command);
    }

    private async Task<T?> ReadFirstAsync<T>(DbDataReader rows) =>
        await rows.ReadAsync(Cancellation) ? rows.GetRowParser<T>()(rows) : default;

    private protected CommandDefinition Command(string sql, object? args)
    {
        StorableText.Check(args);
        return new(Text.Translate(sql), ListArguments.AsArrays(args), Transaction, cancellationToken: Cancellation);
    }
}

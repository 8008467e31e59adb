using System.Globalization;
using Npgsql;

namespace Slipway.Storage.Postgres;

/// <summary>
/// Finds out at start whether a pooler stands before the database that gives a connection to another client after each
/// transaction, such as PgBouncer with <c>pool_mode = transaction</c>. Prepared statements, the lock under which servers
/// migrate, and wake-ups all belong to a session, so there the server would fail at some later moment instead.
/// </summary>
internal static class PoolerCheck
{
    private const int Looks = 5;
    private const int PatienceSeconds = 5;

    private const string Refusal =
        "database: a connection pooler stands before PostgreSQL that does not give each connection a session of its own "
        + "(PgBouncer with pool_mode = transaction does so). Slipway pools by itself: give it PostgreSQL's own address, or pool_mode = session.";

    /// <param name="open">A connection that was opened just now.</param>
    /// <param name="another">Makes one more to the same address.</param>
    /// <exception cref="InvalidOperationException">There is one; the message says what to do.</exception>
    public static void Refuse(NpgsqlConnection open, Func<NpgsqlConnection> another)
    {
        // Whoever speaks to PostgreSQL itself was told at the start of the connection which process serves it.
        if (Backend(open) == open.ProcessID)
        {
            return;
        }
        try
        {
            using var other = another();
            other.Open();
            var own = Backend(open);
            for (var look = 0; look < Looks; look++)
            {
                // Idle, the first connection keeps its process only if it has a session; else the other one is given it.
                using var transaction = other.BeginTransaction();
                if (Backend(other) == own || Backend(open) != own)
                {
                    throw new InvalidOperationException(Refusal);
                }
                transaction.Rollback();
            }
        }
        catch (NpgsqlException failure)
        {
            // Refused statements (pool_mode = statement), or a pool of one in which the first waits for the other.
            throw new InvalidOperationException(Refusal, failure);
        }
    }

    private static int Backend(NpgsqlConnection connection)
    {
        using var ask = new NpgsqlCommand("select pg_backend_pid()", connection) { CommandTimeout = PatienceSeconds };
        return Convert.ToInt32(ask.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}

using System.Net.Sockets;
using Npgsql;

namespace Slipway.Storage.Postgres;

/// <summary>What the driver's errors mean. Pure.</summary>
internal static class PostgresFailures
{
    /// <summary>Another transaction won; the work has left no trace and may be run again.</summary>
    public static bool IsConflict(Exception failure) => failure is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected,
    };

    /// <summary>The connection broke, which a fresh one need not: most often one that was idle while the database was restarted.</summary>
    public static bool IsBrokenConnection(Exception failure) => failure switch
    {
        PostgresException answer => answer.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown,
        NpgsqlException { InnerException: IOException or SocketException } => true,
        _ => false,
    };

    /// <summary>What to tell people of a failure that is no bug of ours; null for one that is.</summary>
    public static string? Describe(Exception failure) => failure switch
    {
        PostgresException answer => DescribeState(answer.SqlState),
        // Two statements at once on one connection are a bug of ours.
        NpgsqlOperationInProgressException => null,
        // No more connections in the pool, no answer in time, no connection at all.
        NpgsqlException => DatabaseAwayException.NoAnswer,
        _ => null,
    };

    private static string? DescribeState(string state) => state switch
    {
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable =>
            "Too many changes of the same thing came at once. Try again in a moment.",
        PostgresErrorCodes.DiskFull => "The database has no room left. Whoever runs it must make some.",
        PostgresErrorCodes.ReadOnlySqlTransaction => "The database takes no changes just now. Try again in a moment.",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.InvalidCatalogName => DatabaseAwayException.NoAnswer,
        // Classes: connection, authorization, resources, and what an operator did to the session.
        _ when state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("28", StringComparison.Ordinal)
            || state.StartsWith("53", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal) => DatabaseAwayException.NoAnswer,
        _ => null,
    };
}

using Microsoft.Data.Sqlite;

namespace Slipway.Storage.Sqlite;

/// <summary>What the engine's errors mean. Pure.</summary>
internal static class SqliteFailures
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int Io = 10;
    private const int Full = 13;
    private const int CannotOpen = 14;

    /// <summary>What to tell people of a failure that is no bug of ours; null for one that is.</summary>
    public static string? Describe(SqliteException failure) => failure.SqliteErrorCode switch
    {
        // Somebody else holds the file, a program that looks into it or copies it.
        Busy or Locked => "The database file is locked by another program. Try again in a moment.",
        ReadOnly => "The database file takes no changes. Whoever runs this server must make it writable.",
        Full => "There is no room left for the database file. Whoever runs this server must make some.",
        Io or CannotOpen => "The database file cannot be read or written just now. Whoever runs this server must look at its disk.",
        _ => null,
    };
}

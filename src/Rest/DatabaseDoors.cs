using Slipway.Storage;

namespace Slipway.Rest;

/// <summary>The two ways by which an operation reaches the database and answers its caller.</summary>
public static class DatabaseDoors
{
    extension(Database database)
    {
        /// <summary>As <see cref="Database.ReadAsync{T}"/>; a refusal on the way is the outcome.</summary>
        public Task<Outcome<T>> AskAsync<T>(Func<DatabaseSession, Task<T>> work, CancellationToken ct) =>
            Outcome.OfAsync(() => database.ReadAsync(work, ct));

        /// <summary>As <see cref="Database.WriteAsync{T}"/>; a refusal on the way is the outcome, once all that was written is rolled back.</summary>
        public Task<Outcome<T>> ChangeAsync<T>(Func<DatabaseTransaction, Task<T>> work, CancellationToken ct) =>
            Outcome.OfAsync(() => database.WriteAsync(work, ct));
    }
}

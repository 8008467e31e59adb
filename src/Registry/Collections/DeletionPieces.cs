using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Registry.Collections;

/// <summary>
/// A collection of very many versions is deleted in several transactions, oldest versions first, so that nobody's write waits
/// for all of them. One that breaks off leaves the collection with what it has left; deleting it again goes on.
/// </summary>
internal static class DeletionPieces
{
    /// <summary>Versions in one transaction; a collection with no more is deleted whole or not at all.</summary>
    public const int Versions = 100;

    private const int HistoryEntries = 5_000;

    /// <summary>Runs pieces until the collection is gone or one is refused.</summary>
    /// <param name="piece">Deletes some; told how many went in the pieces before.</param>
    public static async Task<Unit> DeleteAsync(Database database, Func<DatabaseTransaction, int, Task<Deleted>> piece, CancellationToken ct)
    {
        var versions = 0;
        while (true)
        {
            var before = versions;
            var deleted = await database.WriteAsync(tx => piece(tx, before), ct);
            if (deleted.IsAll)
            {
                return Unit.Value;
            }
            versions += deleted.Versions;
        }
    }

    /// <summary>
    /// The versions of the next piece, and whether the collection goes with them. It does not while older pieces of its
    /// history have to go, for which there are no versions in the piece.
    /// </summary>
    public static async Task<(IReadOnlyList<Membership> Members, bool IsLast)> NextAsync(DatabaseTransaction tx, CollectionId collection)
    {
        var members = await MembershipLookup.OldestAsync(tx, collection, Versions + 1);
        if (members.Count > Versions)
        {
            return ([.. members.Take(Versions)], false);
        }
        return await CollectionOperations.ForgetHistoryAsync(tx, collection, HistoryEntries) == HistoryEntries ? ([], false) : (members, true);
    }

    /// <summary>What a piece did.</summary>
    /// <param name="Versions">How many versions went.</param>
    /// <param name="IsAll">Whether the collection went too.</param>
    internal sealed record Deleted(int Versions, bool IsAll);
}

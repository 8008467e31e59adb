using System.Text.Json;
using Slipway.Storage;

namespace Slipway.Access.Keys;

/// <summary>
/// Keys of jobs: each opens what <see cref="ActorLimits"/> says until it expires. Made and ended by the room that runs the
/// job, in its own transactions; only a key's hash rests here.
/// </summary>
public static class JobKeys
{
    /// <summary>Admits a key; returns its number, by which it is ended.</summary>
    /// <param name="key">Its text, of the form of <see cref="ApiKeyText"/>.</param>
    /// <param name="name">Whose doing the job is, as events and the audit trail show it.</param>
    /// <param name="depth">How many causes led to the job.</param>
    public static Task<long> AdmitAsync(DatabaseTransaction tx, string key, string name, ActorLimits limits, int depth) =>
        tx.ScalarAsync<long>(JobKeysSql.Insert, new
        {
            hash = ApiKeyText.Hash(key),
            name,
            limits.TeamId,
            limits.ProjectId,
            limits.Run,
            versions = JsonSerializer.Serialize(limits.ArtifactVersions),
            depth,
        });

    /// <summary>Ends keys now, also those that are about to expire.</summary>
    public static Task RevokeAsync(DatabaseTransaction tx, IReadOnlyCollection<long> ids)
    {
        if (ids.Count == 0)
        {
            return Task.CompletedTask;
        }
        tx.Wake(AccessTopics.Changed);
        return tx.ExecuteAsync(
            JobKeysSql.End, new { ids });
    }

    /// <summary>Lets a key expire that long from now, by the database's clock.</summary>
    public static Task ExpireAsync(DatabaseTransaction tx, long id, TimeSpan after) =>
        tx.ExecuteAsync(JobKeysSql.EndLater,
            new { id, after = InstantText.ToMicroseconds(after) });
}

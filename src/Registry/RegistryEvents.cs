using System.Text.Json;
using Slipway.Access;
using Slipway.Events;
using Slipway.Registry.Collections;
using Slipway.Storage;

namespace Slipway.Registry;

/// <summary>
/// Tells what happened to a collection, in the transaction in which it happens: to the event log, and to the
/// collection's own history. Nobody here knows who listens.
/// </summary>
internal sealed class RegistryEvents(EventLog log, RegistryMetrics metrics)
{
    /// <summary>Appends to history and to the event log.</summary>
    public void Raise(DatabaseTransaction tx, Actor actor, Collection collection, RegistryChange change)
    {
        tx.Defer(CollectionSql.AppendHistory, HistoryOf(actor, collection, change));
        Append(tx, actor, collection, change);
    }

    /// <summary>Appends to the event log alone: for the end of the collection, with which its history ends.</summary>
    public void Append(DatabaseTransaction tx, Actor actor, Collection collection, RegistryChange change)
    {
        var isModel = collection.Kind == CollectionKind.Model;
        log.Append(tx, new NewEvent
        {
            Type = change.Type,
            TeamId = collection.TeamId,
            Team = collection.TeamName,
            Project = collection.ProjectName,
            ScopeKind = isModel ? ScopeKind.Registry : ScopeKind.Project,
            CollectionId = collection.Id.Value,
            RegisteredModel = isModel ? collection.Name : null,
            Artifact = isModel ? null : collection.Name,
            ArtifactVersionId = change.Member?.ArtifactVersionId.Value,
            Version = change.Member?.Version,
            Alias = change.Alias,
            Tag = change.Tag,
            Before = Json(change.Before),
            After = Json(change.After),
            Actor = actor.Name,
            Depth = actor.CauseDepth,
        });
        tx.OnCommit(() => metrics.Changed(change.Type));
    }

    private static object HistoryOf(Actor actor, Collection collection, RegistryChange change) => new
    {
        collection = collection.Id,
        type = change.Type,
        index = change.Member?.VersionIndex,
        previous = change.PreviousIndex,
        alias = change.Alias,
        tag = change.Tag,
        actor = actor.Name,
        membership = change.Member?.Id.Value,
    };

    private static string? Json(string? value) => value is null ? null : JsonSerializer.Serialize(value);
}

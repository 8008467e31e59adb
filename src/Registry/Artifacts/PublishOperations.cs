using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Access.Permissions;
using Slipway.Access.Projects;
using Slipway.Access.Quotas;
using Slipway.Api;
using Slipway.Api.Artifacts;
using Slipway.Registry.Aliases;
using Slipway.Registry.Collections;
using Slipway.Registry.Files;
using Slipway.Registry.Memberships;
using Slipway.Registry.Uploads;
using Slipway.Registry.Versions;
using Slipway.Rest;
using Slipway.Runs;
using Slipway.Runs.Artifacts;
using Slipway.Storage;

namespace Slipway.Registry.Artifacts;

/// <summary>The first half of a publish: a version is announced, and what has to be uploaded is answered.</summary>
public sealed class PublishOperations
{
    private readonly Database _database;
    private readonly CollectionOperations _collections;
    private readonly MembershipOperations _memberships;
    private readonly UploadTickets _tickets;
    private readonly TeamStorage _storage;

    internal PublishOperations(
        Database database, CollectionOperations collections, MembershipOperations memberships, UploadTickets tickets,
        TeamStorage storage)
    {
        _database = database;
        _collections = collections;
        _memberships = memberships;
        _tickets = tickets;
        _storage = storage;
    }

    /// <summary>
    /// Announces a version by its files' hashes. Content identical to the newest version's answers that version, which
    /// gets the aliases; content that the same actor announced and did not finish goes on where it stopped. Long lists
    /// are written in several transactions: until the last the version cannot be committed. <c>quota_exceeded</c>.
    /// </summary>
    [Operation(Permission.Publish)]
    public Task<Outcome<Publication>> BeginAsync(
        Actor actor, CollectionAddress address, CreateVersionRequest request, CancellationToken ct) =>
        Outcome.OfAsync(() => BeginAsync(actor, address, request, isReserved: false, ct));

    /// <summary>As the other, also under a type that is kept for Slipway itself.</summary>
    internal async Task<Publication> BeginAsync(
        Actor actor, CollectionAddress address, CreateVersionRequest request, bool isReserved, CancellationToken ct)
    {
        var draft = Draft.From(request, isReserved).Value;
        var files = draft.Manifest.Files;
        var (id, team, index, isNew) = await OpenHeldAsync(actor, address, draft, ct);
        if (index is not null)
        {
            return new Publication { Id = id, VersionIndex = index, Uploads = [] };
        }
        for (var start = FileRows.PerTransaction; isNew && start < files.Count; start += FileRows.PerTransaction)
        {
            var piece = files.Skip(start).Take(FileRows.PerTransaction).ToArray();
            var isLast = start + piece.Length == files.Count;
            await _database.WriteAsync(async tx =>
            {
                await FileRows.InsertAsync(tx, actor, team, id, piece);
                if (isLast)
                {
                    await tx.ExecuteAsync(ArtifactSql.Listed, new { version = id });
                }
            }, ct);
        }
        var missing = await FileRows.MissingAsync(_database, id, int.MaxValue, ct);
        var key = await _tickets.KeyAsync(ct);
        return new Publication { Id = id, Uploads = new MappedList<VersionFile, UploadResponse>(missing, file => _tickets.UploadOf(file, key)) };
    }

    /// <summary>Only what adds to the team's storage asks it for room.</summary>
    private async Task<Opened> OpenHeldAsync(Actor actor, CollectionAddress address, Draft draft, CancellationToken ct)
    {
        var (team, adds) = await _database.ReadAsync(session => LookAsync(session, actor, address, draft), ct);
        while (true)
        {
            using var hold = await _storage.HoldAsync(team, adds ? draft.Manifest.Size : 0, ct);
            var opened = await _database.WriteAsync(async tx =>
            {
                var outcome = await OpenAsync(tx, actor, address, draft, adds);
                if (outcome is null)
                {
                    tx.Abandon();
                }
                return outcome;
            }, ct);
            if (opened is { } version)
            {
                hold.Stored(version.IsNew ? hold.Bytes : 0);
                return version;
            }
            // What it could stand on went since we looked.
            adds = true;
        }
    }

    /// <summary>The team, and whether the version adds to what it stores: not when its content is the newest version's or was announced already.</summary>
    private static async Task<(TeamId Team, bool Adds)> LookAsync(
        DatabaseSession session, Actor actor, CollectionAddress address, Draft draft)
    {
        var place = await ProjectAccess.RequireAsync(session, actor, address.Team, address.Project, Permission.Publish);
        var isThere = await CollectionLookup.FindAsync(session, address) is { } collection
            && (await FindNewestAsync(session, collection, draft) is not null
                || await session.ScalarAsync<long?>(ArtifactSql.Announced,
                    new { collection = collection.Id, digest = draft.Manifest.Digest, by = actor.Name }) is not null);
        return (place.Team.Id, !isThere);
    }

    /// <summary>The newest version, if that is its content; else null.</summary>
    private static async Task<Membership?> FindNewestAsync(DatabaseSession session, Collection collection, Draft draft) =>
        await MembershipLookup.NewestAsync(session, collection.Id) is { } newest
        && (await VersionLookup.FindByIdAsync(session, newest.ArtifactVersionId))?.Digest == draft.Manifest.Digest
            ? newest
            : null;

    /// <summary>Null when the version would be a new one and <paramref name="mayAdd"/> is false.</summary>
    private async Task<Opened?> OpenAsync(DatabaseTransaction tx, Actor actor, CollectionAddress address, Draft draft, bool mayAdd)
    {
        var (team, project) = await ProjectAccess.RequireAsync(tx, actor, address.Team, address.Project, Permission.Publish);
        var run = await RunOfAsync(tx, actor, project, draft.Run);
        var collection = await _collections.EnsureArtifactAsync(tx, actor, team, project, address.Name, draft.Type, draft.IsReserved);
        // Told now rather than after gigabytes; the commit decides again.
        Refuse.If(await AliasProtection.OfAliasesAsync(tx, actor, collection, draft.Aliases));
        if (await FindNewestAsync(tx, collection, draft) is { } newest)
        {
            if (run is { } maker)
            {
                await RunArtifacts.AddOutputAsync(tx, maker, newest.ArtifactVersionId.Value);
            }
            await _memberships.AddAliasesAsync(tx, actor, collection, newest, draft.Aliases);
            return new Opened(newest.ArtifactVersionId, team.Id, newest.VersionIndex, IsNew: false);
        }
        return await AnnounceAsync(tx, actor, collection, draft, run, mayAdd);
    }

    /// <summary>The run that makes the version: the one that is named, else a job's own; null for none.</summary>
    private static async Task<RunId?> RunOfAsync(DatabaseSession session, Actor actor, Project project, string? key)
    {
        if (key is null)
        {
            return actor.Limits is { } limits ? new RunId(limits.Run) : null;
        }
        return await RunLookup.FindAsync(session, project.Id, key) is { } run && actor.MayTellOf(run.Id.Value, run.StartedByRun)
            ? run.Id
            : throw new RefusedException(Refusal.OfField(ErrorCodes.NotFound, "run", $"There is no run '{key}' in project '{project.Name}'."));
    }

    private static async Task<Opened?> AnnounceAsync(
        DatabaseTransaction tx, Actor actor, Collection collection, Draft draft, RunId? run, bool mayAdd)
    {
        var files = draft.Manifest.Files;
        var row = new
        {
            team = collection.TeamId,
            collection = collection.Id,
            listed = files.Count <= FileRows.PerTransaction,
            digest = draft.Manifest.Digest,
            description = draft.Description,
            metadata = draft.Metadata,
            aliases = draft.AliasesText,
            size = draft.Manifest.Size,
            count = files.Count,
            by = actor.Name,
            run = run?.Value,
        };
        if (await tx.ScalarAsync<long?>(ArtifactSql.Resume, row) is { } resumed)
        {
            return new Opened(new ArtifactVersionId(resumed), collection.TeamId, null, IsNew: false);
        }
        if (!mayAdd)
        {
            return null;
        }
        var id = new ArtifactVersionId(await tx.ScalarAsync<long>(ArtifactSql.Insert, row));
        await FileRows.InsertAsync(tx, actor, collection.TeamId, id, [.. files.Take(FileRows.PerTransaction)]);
        AuditTrail.Append(tx, actor, collection.AuditedTeam, "version.announced", collection.Path,
            $"{files.Count} files, {draft.Manifest.Size} bytes");
        return new Opened(id, collection.TeamId, null, IsNew: true);
    }

    private sealed record Opened(ArtifactVersionId Id, TeamId Team, int? VersionIndex, bool IsNew);
}

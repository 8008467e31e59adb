using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Registry.Files;
using Slipway.Rest;
using Slipway.Storage;
using Slipway.Storage.Blobs;

namespace Slipway.Registry.Uploads;

/// <summary>
/// Takes the bytes of one file. The ticket in the URL is the permission; nothing of the request is believed until size
/// and hash are checked.
/// </summary>
public sealed class UploadOperations
{
    // A large file is synced alone, while its client waits anyway; small ones together, at commit.
    private const long SyncedAlone = 8 << 20;

    private readonly Database _database;
    private readonly IBlobStore _store;
    private readonly UploadTickets _tickets;

    internal UploadOperations(Database database, IBlobStore store, UploadTickets tickets)
    {
        _database = database;
        _store = store;
        _tickets = tickets;
    }

    /// <summary>
    /// Receives a whole file or a piece of one, or tells how far it is. An interrupted upload keeps what arrived.
    /// <c>length_mismatch</c>, <c>hash_mismatch</c>, <c>upload_in_progress</c>; <c>forbidden</c> for a ticket that is
    /// not ours or has expired.
    /// </summary>
    /// <param name="ticketText">From the URL.</param>
    /// <param name="range">What the body carries; null for the whole file.</param>
    /// <param name="length">Bytes of the body; null when it comes in chunks.</param>
    /// <param name="contentMd5">Base64, of this body; null for none.</param>
    [Operation(Permission.None)]
    public Task<Outcome<UploadProgress>> ReceiveAsync(
        string ticketText, UploadRange? range, long? length, string? contentMd5, Stream body, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            if (await _tickets.OpenAsync(ticketText, ct) is not { } ticket)
            {
                throw new RefusedException(new Refusal(ErrorCodes.Forbidden,
                    "This upload URL has expired or is none of ours. Announce the version again to get fresh ones; what arrived is kept."));
            }
            var expected = range?.Count ?? ticket.Length;
            if (range is { } announced && announced.Total != ticket.Length)
            {
                throw new RefusedException(LengthMismatch(ticket, announced.Total));
            }
            if (length is { } sent && sent != expected)
            {
                return range is null
                    ? throw new RefusedException(LengthMismatch(ticket, sent))
                    : throw new RefusedException(new Refusal(ErrorCodes.LengthMismatch, $"Content-Range announces {expected} bytes in this request; it carries {sent}."));
            }
            var key = StagingKeyOf(ticket);
            if (range is { } piece)
            {
                // Only what comes in pieces asks the database first: it may be a repetition of the last one.
                var file = await _database.ReadAsync(session => session.FirstAsync<VersionFile>(BlobSql.FindFile, new { file = ticket.FileId }), ct);
                if (file is null)
                {
                    throw new RefusedException(Gone());
                }
                if (file.Md5 is { } md5)
                {
                    return new UploadProgress(ticket.Length, md5);
                }
                if (piece.Asks && ticket.Length > 0)
                {
                    return new UploadProgress(await _store.StagedLengthAsync(key, ct), null);
                }
            }
            await using var staged = await _store.StageAsync(key, ct);
            if (staged is null)
            {
                throw new RefusedException(new Refusal(ErrorCodes.UploadInProgress, "Another connection is sending this file right now. Wait for it, or try again in a moment."));
            }
            return await ReceiveAsync(ticket, staged, range?.First ?? 0, expected, contentMd5, body, ct);
        });

    private async Task<UploadProgress> ReceiveAsync(
        UploadTicket ticket, StagedBlob staged, long first, long count, string? contentMd5, Stream body, CancellationToken ct)
    {
        if (first > staged.Length)
        {
            // A gap: the answer says where to go on.
            return new UploadProgress(staged.Length, null);
        }
        await staged.TruncateAsync(first, ct);
        using var hasher = first == 0 || contentMd5 is not null ? new ContentHasher() : null;
        var received = await UploadBody.CopyAsync(body, staged, hasher, count, ct);
        var ofBody = hasher?.Finish();
        if (received != count || (contentMd5 is not null && ManifestDigest.Base64Of(ofBody!.Md5) != contentMd5))
        {
            await staged.TruncateAsync(first, ct);
            return received != count
                ? throw new RefusedException(LengthMismatch(ticket, first + received))
                : throw new RefusedException(HashMismatch(ticket, $"The MD5 of the body is {ManifestDigest.Base64Of(ofBody!.Md5)}, not {contentMd5} as Content-MD5 says."));
        }
        if (staged.Length < ticket.Length)
        {
            return new UploadProgress(staged.Length, null);
        }
        var hashes = first == 0 ? ofBody! : await UploadBody.HashAsync(staged, ct);
        if (hashes.Sha256 != ticket.Sha256)
        {
            await staged.DiscardAsync(ct);
            throw new RefusedException(HashMismatch(ticket, $"The SHA-256 of what arrived is {hashes.Sha256}, not {ticket.Sha256} as announced. Send the file again from its start."));
        }
        return await StoreAsync(ticket, staged, hashes);
    }

    /// <summary>
    /// Puts the checked bytes in their place, then writes blob and reference in one transaction. A crash between the two
    /// leaves a file that no row knows, which the cleaner removes. Not cancelled: the bytes are here.
    /// </summary>
    private async Task<UploadProgress> StoreAsync(UploadTicket ticket, StagedBlob staged, ContentHashes hashes)
    {
        var key = BlobKey.New(hashes.Sha256);
        var durable = ticket.Length >= SyncedAlone;
        await staged.CompleteAsync(key, durable, CancellationToken.None);
        var (found, kept) = await _database.WriteAsync(tx => ReferAsync(tx, ticket, key, hashes, durable), CancellationToken.None);
        if (!kept)
        {
            await _store.DeleteAsync(key, CancellationToken.None);
        }
        return found ? new UploadProgress(ticket.Length, hashes.Md5) : throw new RefusedException(Gone());
    }

    /// <summary>Whether the file is still wanted, and whether these very bytes became its blob.</summary>
    private static async Task<(bool Found, bool Kept)> ReferAsync(
        DatabaseTransaction tx, UploadTicket ticket, BlobKey key, ContentHashes hashes, bool durable)
    {
        var file = await tx.FirstAsync<LockedFile>(BlobSql.LockFile, new { file = ticket.FileId });
        if (file is null || file.BlobId is not null)
        {
            return (file is not null, false);
        }
        var hash = new { sha256 = hashes.Sha256 };
        var live = await tx.FirstAsync<LockedBlob>(BlobSql.LockLive, hash);
        long? made = null;
        if (live is null)
        {
            made = await tx.ScalarAsync<long?>(BlobSql.Insert,
                new { sha256 = hashes.Sha256, md5 = hashes.Md5, size = ticket.Length, key = key.Text, durable });
            // Another server stored the same content this very moment.
            live = made is null ? await tx.FirstAsync<LockedBlob>(BlobSql.LockLive, hash) : null;
        }
        await tx.ExecuteAsync(BlobSql.Refer, new { blob = made ?? live!.Id, file = ticket.FileId });
        return (true, made is not null);
    }

    private static StagingKey StagingKeyOf(UploadTicket ticket) => new($"{ticket.FileId}-{ticket.Sha256[..16]}");

    private static Refusal LengthMismatch(UploadTicket ticket, long got) =>
        new(ErrorCodes.LengthMismatch, $"{ticket.Length} bytes were announced for this file, not {got}.");

    private static Refusal HashMismatch(UploadTicket ticket, string detail) =>
        new(ErrorCodes.HashMismatch, detail, Facts: new Dictionary<string, object?> { ["expected"] = ticket.Sha256 });

    private static Refusal Gone() =>
        new(ErrorCodes.NotFound, "The version that this file belongs to was given up or deleted. Announce it again.");

    private sealed record LockedFile
    {
        public long? BlobId { get; init; }
    }

    private sealed record LockedBlob
    {
        public required long Id { get; init; }
    }
}

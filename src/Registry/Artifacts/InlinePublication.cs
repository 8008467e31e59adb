using System.Security.Cryptography;
using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Api.Artifacts;
using Slipway.Registry.Collections;
using Slipway.Registry.Memberships;
using Slipway.Registry.Uploads;
using Slipway.Rest;

namespace Slipway.Registry.Artifacts;

/// <summary>
/// Publishes small files that the server itself made, such as a job, by the very path that a client takes: announce,
/// upload, commit. A crash in between leaves a pending version, which the cleaner gives up.
/// </summary>
public sealed class InlinePublication
{
    private readonly PublishOperations _publish;
    private readonly UploadOperations _uploads;
    private readonly CommitOperations _commit;

    internal InlinePublication(PublishOperations publish, UploadOperations uploads, CommitOperations commit)
    {
        _publish = publish;
        _uploads = uploads;
        _commit = commit;
    }

    /// <summary>Content equal to the newest version's answers that version, as every publish does. Refuses as they do.</summary>
    /// <param name="type">May be one that is kept for Slipway itself.</param>
    /// <param name="description">Null for none.</param>
    /// <param name="aliases">Set by hand; null for none.</param>
    /// <param name="files">Path to content.</param>
    [Operation(Permission.Publish)]
    public Task<Outcome<Membership>> PublishAsync(
        Actor actor, CollectionAddress address, string type, string? description, IReadOnlyList<string>? aliases,
        IReadOnlyDictionary<string, byte[]> files, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            var request = new CreateVersionRequest
            {
                Type = type,
                Description = description,
                Aliases = aliases,
                Files =
                [
                    .. files.Select(file => new FileEntry
                    {
                        Path = file.Key,
                        Size = file.Value.Length,
                        Sha256 = Convert.ToHexStringLower(SHA256.HashData(file.Value)),
                    }),
                ],
            };
            var begun = await _publish.BeginAsync(actor, address, request, isReserved: true, ct);
            foreach (var upload in begun.Uploads)
            {
                var content = files[upload.Path];
                using var body = new MemoryStream(content, writable: false);
                var ticket = upload.Url[(upload.Url.LastIndexOf('/') + 1)..];
                _ = (await _uploads.ReceiveAsync(ticket, null, content.Length, null, body, ct)).Value;
            }
            return (await _commit.CommitAsync(actor, address, begun.Id, ct)).Value;
        });
}

using System.Security.Cryptography;
using Slipway.Api.Artifacts;
using Slipway.Registry.Files;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Registry.Uploads;

/// <summary>
/// Signs and opens upload URLs with a key that all servers of the database share: it is made by the first of them.
/// </summary>
internal sealed class UploadTickets(Database database, PublicAddress address, TimeProvider time)
{
    /// <summary>How long an upload URL lives (api.md).</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private const string KeyName = "upload";
    private const int KeySize = 32;

    private static readonly IReadOnlyDictionary<string, string> NoHeaders = new Dictionary<string, string>();
    private byte[]? _key;

    /// <summary>Where to send the bytes of this file.</summary>
    public UploadResponse UploadOf(VersionFile file, byte[] key)
    {
        var ticket = new UploadTicket
        {
            FileId = file.Id,
            Length = file.Size,
            Sha256 = file.Sha256,
            ExpiresAt = time.GetUtcNow() + Lifetime,
        };
        return new UploadResponse
        {
            Path = file.Path,
            Url = address.To($"/api/v1/uploads/{ticket.Sign(key)}"),
            Method = "PUT",
            Headers = NoHeaders,
        };
    }

    /// <summary>The ticket; null when it is not ours or has expired.</summary>
    public async Task<UploadTicket?> OpenAsync(string text, CancellationToken ct) =>
        UploadTicket.Open(text, await KeyAsync(ct)) is { } ticket && ticket.ExpiresAt > time.GetUtcNow() ? ticket : null;

    /// <summary>The shared key.</summary>
    public async Task<byte[]> KeyAsync(CancellationToken ct) => _key ??= await database.WriteAsync(async tx =>
    {
        await tx.ExecuteAsync(UploadTicketsSql.AddKey,
            new { name = KeyName, value = RandomNumberGenerator.GetBytes(KeySize) });
        return (await tx.FirstAsync<byte[]>(UploadTicketsSql.FindKey, new { name = KeyName }))!;
    }, ct);
}

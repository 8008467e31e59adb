using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Logging;
using Slipway.Storage;

namespace Slipway.Secrets.ProtectionKeys;

/// <summary>
/// Keeps ASP.NET's data-protection keys in the database, so that what one server protects the others open, and the same one
/// after a restart.
/// </summary>
internal sealed partial class ProtectionKeyRepository(Database database, ProtectionKeyEnvelope envelope, ILogger<ProtectionKeyRepository> logger)
    : IXmlRepository
{
    // The framework knows no other way than to wait; it asks at the start and once a day.
    public IReadOnlyCollection<XElement> GetAllElements() => ReadAsync().GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName)
    {
        var content = envelope.Seal(friendlyName, element.ToString(SaveOptions.DisableFormatting));
        database.WriteAsync(tx => tx.ExecuteAsync(ProtectionKeySql.Insert, new { friendlyName, content.KeyId, content.Bytes }),
            CancellationToken.None).GetAwaiter().GetResult();
    }

    private async Task<IReadOnlyCollection<XElement>> ReadAsync()
    {
        var rows = await database.ReadAsync(session => session.QueryAsync<ProtectionKeyRow>(ProtectionKeySql.List), CancellationToken.None);
        var elements = new List<XElement>();
        foreach (var row in rows)
        {
            if (envelope.Open(row) is { } xml)
            {
                elements.Add(XElement.Parse(xml));
            }
            else
            {
                // The framework then makes another key. Forms that are open have to be loaded again; nobody is signed out.
                Unreadable(logger, row.FriendlyName, row.KeyId);
            }
        }
        return elements;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "protection_key.unreadable {Name} key {KeyId}: its master key is not configured, or the row was tampered with")]
    private static partial void Unreadable(ILogger logger, string name, string keyId);
}

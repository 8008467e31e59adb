using Slipway.Storage;

namespace Slipway.Access.Quotas;

/// <summary>What a team stores in one room.</summary>
public interface IStorageUse
{
    /// <summary>Bytes.</summary>
    Task<long> BytesAsync(DatabaseSession session, TeamId team);
}

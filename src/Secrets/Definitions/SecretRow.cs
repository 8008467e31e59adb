using Slipway.Access;
using Slipway.Secrets.Encryption;
using Slipway.Secrets.Stores;

namespace Slipway.Secrets.Definitions;

internal sealed class SecretRow
{
    public long Id { get; init; }

    public TeamId TeamId { get; init; }

    public string Name { get; init; } = "";

    public string KeyId { get; init; } = "";

    public byte[] Sealed { get; init; } = [];

    public DateTimeOffset UpdatedAt { get; init; }

    public string UpdatedBy { get; init; } = "";

    public SecretPlace Place => new(TeamId, Name);

    public SealedSecret Content => new() { KeyId = KeyId, Bytes = Sealed };

    public Secret ToSecret() => new() { Id = Id, Name = Name, UpdatedAt = UpdatedAt, UpdatedBy = UpdatedBy };
}

using Slipway.Secrets.Encryption;
using Slipway.Secrets.Values;

namespace Slipway.Secrets.Stores;

/// <summary>Values rest in our own database, in envelopes.</summary>
public sealed class EmbeddedSecretStore(MasterKeyRing ring) : ISecretStore
{
    private readonly Envelope _envelope = new(ring);

    /// <inheritdoc/>
    public string CurrentKeyId => ring.Current.Id;

    /// <inheritdoc/>
    public bool Knows(string keyId) => ring.Find(keyId) is not null;

    /// <inheritdoc/>
    public Task<SealedSecret> SealAsync(SecretPlace place, SecretValue value, CancellationToken ct) =>
        Task.FromResult(_envelope.Seal(place.Team.Value, place.Name, value));

    /// <inheritdoc/>
    public Task<SecretValue?> OpenAsync(SecretPlace place, SealedSecret secret, CancellationToken ct) =>
        Task.FromResult(_envelope.Open(place.Team.Value, place.Name, secret));

    /// <inheritdoc/>
    public Task<SealedSecret?> RewrapAsync(SecretPlace place, SealedSecret secret, CancellationToken ct) =>
        Task.FromResult(_envelope.Rewrap(place.Team.Value, place.Name, secret));

    /// <inheritdoc/>
    public Task DiscardAsync(SecretPlace place, SealedSecret secret, CancellationToken ct) => Task.CompletedTask;
}

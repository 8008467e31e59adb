using Slipway.Secrets.Encryption;
using Slipway.Secrets.Values;

namespace Slipway.Secrets.Stores;

/// <summary>
/// Where values rest (M10): the embedded store, or a cloud's secret manager. The row in the database is the truth: a value
/// is sealed before the transaction and counts once its row is committed, so that no network call is made inside of one;
/// what a crash leaves behind in a manager is garbage, never a wrong value.
/// </summary>
public interface ISecretStore
{
    /// <summary>Takes a value; returns what the row keeps: the encrypted value, or a reference to it.</summary>
    Task<SealedSecret> SealAsync(SecretPlace place, SecretValue value, CancellationToken ct);

    /// <summary>The value; null when it cannot be opened: another key, another place, or tampered with.</summary>
    Task<SecretValue?> OpenAsync(SecretPlace place, SealedSecret secret, CancellationToken ct);

    /// <summary>Id of the key that seals now; what is sealed by another one wants <see cref="RewrapAsync"/>.</summary>
    string CurrentKeyId { get; }

    /// <summary>Whether a row sealed by this key can be opened.</summary>
    bool Knows(string keyId);

    /// <summary>The same secret under the current key; null when it cannot be opened.</summary>
    Task<SealedSecret?> RewrapAsync(SecretPlace place, SealedSecret secret, CancellationToken ct);

    /// <summary>Forgets a value whose row is gone or replaced.</summary>
    Task DiscardAsync(SecretPlace place, SealedSecret secret, CancellationToken ct);
}

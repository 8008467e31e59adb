using Slipway.Access;

namespace Slipway.Secrets.Stores;

/// <summary>Whose secret, and which.</summary>
public readonly record struct SecretPlace(TeamId Team, string Name);

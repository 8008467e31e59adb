namespace Slipway.Secrets.Definitions;

/// <summary>A secret that was put, and whether it is new.</summary>
public sealed record SavedSecret(Secret Secret, bool IsNew);

namespace Slipway.Secrets.Definitions;

/// <summary>
/// Names that no secret may bear since <c>${NAME}</c> means something else already. The room that owns the meaning
/// registers them.
/// </summary>
public sealed record ReservedSecretNames(IReadOnlyCollection<string> Names);

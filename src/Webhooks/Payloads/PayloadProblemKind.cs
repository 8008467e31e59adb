namespace Slipway.Webhooks.Payloads;

/// <summary>Kinds of <see cref="PayloadProblem"/>.</summary>
public enum PayloadProblemKind
{
    /// <summary>It names a secret that the team does not have.</summary>
    SecretMissing,

    /// <summary>It is larger than <see cref="RenderedPayload.MaxBytes"/>.</summary>
    TooLarge,

    /// <summary>With its secrets filled in it is not JSON that every receiver reads alike.</summary>
    Malformed,
}

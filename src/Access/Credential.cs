using Slipway.Api;
using Slipway.Rest;

namespace Slipway.Access;

/// <summary>By what an actor came in: an API key, the session of a browser, or the key of a job.</summary>
public enum CredentialKind
{
    ApiKey,
    Session,
    JobKey,
}

/// <summary>The row by which an actor came in, so that it is found again where they act.</summary>
public readonly record struct Credential(CredentialKind Kind, long Id)
{
    /// <summary>What its holder is told after it was revoked or ended.</summary>
    internal static Refusal Over(CredentialKind kind) => new(ErrorCodes.Unauthorized, kind switch
    {
        CredentialKind.Session => "This session is over. Sign in again.",
        CredentialKind.JobKey => "This job's key is unknown or expired.",
        _ => "This API key is unknown or revoked.",
    });
}

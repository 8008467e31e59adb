using System.Collections.Frozen;
using Slipway.Api;

namespace Slipway.Rest;

/// <summary>The one table from a stable code to its HTTP status.</summary>
public static class ProblemStatus
{
    private static readonly FrozenDictionary<string, int> Statuses = new Dictionary<int, string[]>
    {
        [400] =
        [
            ErrorCodes.Invalid,
            ErrorCodes.AntiforgeryFailed,
        ],
        [401] =
        [
            ErrorCodes.SessionReplaced,
            ErrorCodes.TokenInvalid,
            ErrorCodes.Unauthorized,
        ],
        [403] =
        [
            ErrorCodes.Forbidden,
            ErrorCodes.SecretNeedsAdmin,
            ErrorCodes.AliasProtected,
            ErrorCodes.OriginRefused,
        ],
        [404] =
        [
            ErrorCodes.NotFound,
        ],
        [405] =
        [
            ErrorCodes.MethodNotAllowed,
        ],
        [409] =
        [
            ErrorCodes.NameTaken,
            ErrorCodes.SecretInUse,
            ErrorCodes.WebhookInUse,
            ErrorCodes.ModelInUse,
            ErrorCodes.VersionInUse,
            ErrorCodes.TeamInUse,
            ErrorCodes.ProjectInUse,
            ErrorCodes.LastAdmin,
            ErrorCodes.VersionNotPending,
            ErrorCodes.VersionNotCommitted,
            ErrorCodes.UploadMissing,
            ErrorCodes.UploadInProgress,
            ErrorCodes.DeliveryNotPending,
            ErrorCodes.DeliveryInProgress,
            ErrorCodes.WebhookDisabled,
            ErrorCodes.IdempotencyInProgress,
            ErrorCodes.QueueInUse,
            ErrorCodes.FenceStale,
            ErrorCodes.CancelRequested,
            ErrorCodes.AttemptEntered,
            ErrorCodes.LogOffset,
            ErrorCodes.ItemEnded,
            ErrorCodes.ItemNotQueued,
            ErrorCodes.RunEnded,
            ErrorCodes.QueueFull,
            ErrorCodes.QuotaExceeded,
            ErrorCodes.RunIdTaken,
            ErrorCodes.Conflict,
        ],
        [413] =
        [
            ErrorCodes.TooLarge,
        ],
        [415] =
        [
            ErrorCodes.UnsupportedMediaType,
        ],
        [416] =
        [
            ErrorCodes.RangeNotSatisfiable,
        ],
        [422] =
        [
            ErrorCodes.TextInvalid,
            ErrorCodes.NameInvalid,
            ErrorCodes.NameReserved,
            ErrorCodes.NameMismatch,
            ErrorCodes.PayloadTooLarge,
            ErrorCodes.IdempotencyKeyReused,
            ErrorCodes.MetadataTooLarge,
            ErrorCodes.MetadataInvalid,
            ErrorCodes.HashMismatch,
            ErrorCodes.LengthMismatch,
            ErrorCodes.PathInvalid,
            ErrorCodes.PathDuplicate,
            ErrorCodes.TypeMismatch,
            ErrorCodes.TypeInvalid,
            ErrorCodes.AliasInvalid,
            ErrorCodes.AliasReserved,
            ErrorCodes.TagInvalid,
            ErrorCodes.ReferenceInvalid,
            ErrorCodes.SourceNotFound,
            ErrorCodes.UrlInvalid,
            ErrorCodes.UrlRefused,
            ErrorCodes.HostUnknown,
            ErrorCodes.HeaderInvalid,
            ErrorCodes.SecretMissing,
            ErrorCodes.SecretUnusable,
            ErrorCodes.TemplateInvalid,
            ErrorCodes.UnknownVariable,
            ErrorCodes.PatternInvalid,
            ErrorCodes.ScopeInvalid,
            ErrorCodes.EventInvalid,
            ErrorCodes.ActionInvalid,
            ErrorCodes.WebhookMissing,
            ErrorCodes.ModelMissing,
            ErrorCodes.ArtifactMissing,
            ErrorCodes.JobMissing,
            ErrorCodes.JobInvalid,
            ErrorCodes.QueueMissing,
            ErrorCodes.ProjectMissing,
            ErrorCodes.ResourceInvalid,
            ErrorCodes.ArgumentRefused,
            ErrorCodes.VariableMissing,
            ErrorCodes.VariableInvalid,
            ErrorCodes.OverrideInvalid,
            ErrorCodes.NotSupported,
        ],
        [429] =
        [
            ErrorCodes.RateLimited,
            ErrorCodes.TooManyAttempts,
            ErrorCodes.TooManyOpen,
        ],
        [500] =
        [
            ErrorCodes.InternalError,
        ],
        [503] =
        [
            ErrorCodes.Unavailable,
        ],
    }.SelectMany(row => row.Value.Select(code => (code, row.Key))).ToFrozenDictionary(row => row.code, row => row.Key, StringComparer.Ordinal);

    /// <summary>The status of a code.</summary>
    /// <exception cref="KeyNotFoundException">The code is not in the table: a bug that a test finds.</exception>
    public static int Of(string code) => Statuses[code];
}

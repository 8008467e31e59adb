using Slipway.Api;
using Slipway.Api.Texts;
using Slipway.Storage.Units;

namespace Slipway.Rest;

/// <summary>The limits of this room, for the guide.</summary>
internal static class RestLimits
{
    public static readonly Limit[] All =
    [
        new("Items of one page of a list", PageRequest.MaxLimit, LimitUnit.Count, ErrorCodes.Invalid),
        new("`Idempotency-Key`", Idempotency.MaxKeyLength, LimitUnit.Characters, ErrorCodes.Invalid),
        new("How long the answer to an `Idempotency-Key` is kept", (long)Idempotency.KeptFor.TotalSeconds, LimitUnit.Seconds, "it is a new request"),
        new("Body that an `Idempotency-Key` counts for; that of an address that takes more is a stream", Idempotency.MaxBody, LimitUnit.Bytes, "the key is ignored"),
        new("Objects and lists in each other, in any JSON", StrictJson.MaxDepth, LimitUnit.Count, ErrorCodes.Invalid),
        new("Tries of a piece of work that fails unexpectedly, within 13 s", UnitTries.Most, LimitUnit.Count, "it ends with `internal_error`, and `WORK_SET_ASIDE` tells the team"),
    ];
}

using Slipway.Api;
using Slipway.Rest;
using Slipway.Secrets.Definitions;

namespace Slipway.Secrets;

/// <summary>The limits of this room, for the guide.</summary>
internal static class SecretsLimits
{
    public static readonly Limit[] All =
    [
        new("Value of a secret", SecretOperations.MaxValueBytes, LimitUnit.Bytes, ErrorCodes.TooLarge),
        new("Name of a secret", SecretName.MaxLength, LimitUnit.Characters, ErrorCodes.NameInvalid),
    ];
}

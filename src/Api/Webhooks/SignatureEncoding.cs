using System.Text.Json.Serialization;
using Slipway.Api.Texts;

namespace Slipway.Api.Webhooks;

/// <summary>How <c>X-Wandb-Signature</c> is written. W&amp;B's own form is base64 without a prefix (webhooks 2).</summary>
[JsonConverter(typeof(WordConverter<SignatureEncoding>))]
public enum SignatureEncoding
{
    /// <summary>One of a newer server.</summary>
    Unknown,

    /// <summary>Standard base64, no prefix: what W&amp;B sends and what its bash sample checks.</summary>
    Base64,

    /// <summary>Lower-case hexadecimal, no prefix.</summary>
    Hex,

    /// <summary>Lower-case hexadecimal after <c>sha256=</c>, as GitHub writes its own.</summary>
    [JsonStringEnumMemberName("sha256=hex")]
    Sha256Hex,
}

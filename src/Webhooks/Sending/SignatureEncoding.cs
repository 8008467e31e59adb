using System.Text.Json.Serialization;

namespace Slipway.Webhooks.Sending;

/// <summary>How <c>X-Wandb-Signature</c> is written. W&amp;B's own form is base64 without a prefix (webhooks 2).</summary>
public enum SignatureEncoding
{
    /// <summary>Standard base64, no prefix: what W&amp;B sends and what its bash sample checks.</summary>
    [JsonStringEnumMemberName("base64")]
    Base64,

    /// <summary>Lower-case hexadecimal, no prefix.</summary>
    [JsonStringEnumMemberName("hex")]
    Hex,

    /// <summary>Lower-case hexadecimal after <c>sha256=</c>, as GitHub writes its own.</summary>
    [JsonStringEnumMemberName("sha256=hex")]
    Sha256Hex,
}

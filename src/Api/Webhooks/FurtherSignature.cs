using System.Text.Json.Serialization;
using Slipway.Api.Texts;

namespace Slipway.Api.Webhooks;

/// <summary>A signature that is sent beside those that always are.</summary>
[JsonConverter(typeof(WordConverter<FurtherSignature>))]
public enum FurtherSignature
{
    /// <summary>One of a newer server.</summary>
    Unknown,

    /// <summary>GitHub's, in <c>X-Hub-Signature-256</c>.</summary>
    [JsonStringEnumMemberName("github")]
    GitHub,
}

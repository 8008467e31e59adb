using System.Text;

namespace Slipway.Webhooks.Sending;

/// <summary>What one request is signed with. A request without a secret has no <see cref="SigningKeys"/> (M6).</summary>
/// <remarks>Printing it never shows a key.</remarks>
public sealed record SigningKeys
{
    /// <summary>The live secrets, the current one first. All of them stand in <c>webhook-signature</c>; the headers with
    /// room for one signature carry that of the first.</summary>
    public required IReadOnlyList<string> Secrets { get; init; }

    /// <summary>Form of <c>X-Wandb-Signature</c>.</summary>
    public SignatureEncoding Encoding { get; init; } = SignatureEncoding.Base64;

    /// <summary>Adds <c>X-Hub-Signature-256</c> (<c>signatures: ["github"]</c>).</summary>
    public bool GitHub { get; init; }

    private bool PrintMembers(StringBuilder text)
    {
        text.Append("Secrets = *** x ").Append(Secrets.Count).Append(", Encoding = ").Append(Encoding);
        text.Append(", GitHub = ").Append(GitHub);
        return true;
    }
}

namespace Slipway.Web.Pages.Settings;

/// <summary>A signature that a request bears.</summary>
internal enum SignatureKind
{
    /// <summary><c>X-Wandb-Signature</c> in base64.</summary>
    Base64,

    /// <summary><c>X-Wandb-Signature</c> in hexadecimal.</summary>
    Hex,

    /// <summary><c>X-Wandb-Signature</c> as GitHub writes its own.</summary>
    PrefixedHex,

    /// <summary><c>X-Hub-Signature-256</c>.</summary>
    GitHub,

    /// <summary><c>webhook-signature</c> of Standard Webhooks.</summary>
    Standard,
}

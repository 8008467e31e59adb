namespace Slipway.Api.Transfers;

/// <summary>What is being done with a file.</summary>
public enum TransferStep
{
    /// <summary>Its SHA-256 is being computed.</summary>
    Hash,

    /// <summary>It is on its way to the server.</summary>
    Upload,

    /// <summary>It is on its way from the server.</summary>
    Download,
}

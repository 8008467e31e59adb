namespace Slipway.Api.Secrets;

/// <summary><c>POST /secrets/rewrap</c>: every data key wrapped anew by the current master key.</summary>
public sealed record RewrapResponse
{
    /// <summary>How many were still under the previous key.</summary>
    public required int Rewrapped { get; init; }

    /// <summary>How many could not be read, since their master key is not configured; they stay as they are.</summary>
    public int Unreadable { get; init; }

    /// <summary>How many there are.</summary>
    public required int Total { get; init; }
}

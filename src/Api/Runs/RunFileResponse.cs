namespace Slipway.Api.Runs;

/// <summary>A file of a run.</summary>
public sealed record RunFileResponse
{
    /// <summary>Its path.</summary>
    public required string Path { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Where it is downloaded, with the caller's key.</summary>
    public required string Url { get; init; }
}

namespace Slipway.Api.Artifacts;

/// <summary>A file that a version is to hold.</summary>
public sealed record FileEntry
{
    /// <summary>Relative, with <c>/</c>; no empty, <c>.</c> or <c>..</c> part.</summary>
    public required string Path { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>64 hexadecimal digits.</summary>
    public required string Sha256 { get; init; }
}

namespace Slipway.Api.Artifacts;

/// <summary>A file of a version.</summary>
public sealed record FileResponse
{
    /// <summary>Relative, with <c>/</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>64 hexadecimal digits, lower case.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Base64, as the wandb client's manifests write it; null when not known.</summary>
    public string? Md5 { get; init; }

    /// <summary>Where to download it: absolute, answers ranges, needs the caller's key.</summary>
    public required string Url { get; init; }
}

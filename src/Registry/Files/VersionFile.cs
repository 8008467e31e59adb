namespace Slipway.Registry.Files;

/// <summary>A file of a version.</summary>
public sealed record VersionFile
{
    public required VersionFileId Id { get; init; }

    /// <summary>Relative, with <c>/</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>64 hexadecimal digits, lower case.</summary>
    public required string Sha256 { get; init; }

    /// <summary>32 hexadecimal digits, lower case; null while it is not uploaded.</summary>
    public string? Md5 { get; init; }

    /// <summary>Where its bytes lie; null while it is not uploaded.</summary>
    public string? StorageKey { get; init; }
}

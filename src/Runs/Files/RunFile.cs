namespace Slipway.Runs.Files;

/// <summary>A file of a run.</summary>
public sealed record RunFile
{
    public required long Id { get; init; }

    /// <summary>Relative, with <c>/</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>64 hexadecimal digits, lower case.</summary>
    public required string Sha256 { get; init; }

    /// <summary>32 hexadecimal digits, lower case.</summary>
    public required string Md5 { get; init; }

    /// <summary>Where its bytes lie.</summary>
    public required string StorageKey { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A file that is being downloaded.</summary>
/// <param name="File">Its row.</param>
/// <param name="Content">Seekable, at its start; the receiver closes it.</param>
public sealed record OpenedRunFile(RunFile File, Stream Content);

/// <summary>A file that was stored.</summary>
/// <param name="File">Its row.</param>
/// <param name="IsNew">False when it took the place of another.</param>
public sealed record StoredRunFile(RunFile File, bool IsNew);

namespace Slipway.Api.Artifacts;

/// <summary>One file to send.</summary>
public sealed record UploadResponse
{
    /// <summary>The file of the version.</summary>
    public required string Path { get; init; }

    /// <summary>Absolute and signed, needs no Authorization, lives one hour.</summary>
    public required string Url { get; init; }

    /// <summary><c>PUT</c>.</summary>
    public required string Method { get; init; }

    /// <summary>To be sent as they are; empty for none.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }
}

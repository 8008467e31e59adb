namespace Slipway.Registry.Uploads;

/// <summary>How far an upload is.</summary>
/// <param name="Received">Bytes kept, from the start of the file.</param>
/// <param name="Md5">32 hexadecimal digits once the file is whole; null until then.</param>
public sealed record UploadProgress(long Received, string? Md5)
{
    /// <summary>Whether the whole file arrived and passed its checks.</summary>
    public bool IsComplete => Md5 is not null;
}

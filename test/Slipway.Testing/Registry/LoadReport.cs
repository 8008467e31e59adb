using System.Globalization;

namespace Slipway.Testing.Registry;

/// <summary>How long something took.</summary>
/// <param name="What">In a few words.</param>
/// <param name="Files">How many.</param>
/// <param name="Bytes">In all of them.</param>
/// <param name="Time">From first to last byte.</param>
public sealed record LoadReport(string What, int Files, long Bytes, TimeSpan Time)
{
    public double FilesPerSecond => Files / Time.TotalSeconds;

    public double MegabytesPerSecond => Bytes / 1048576.0 / Time.TotalSeconds;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{What,-22} {Files,8} files {Bytes / 1048576.0,10:F1} MiB {Time.TotalSeconds,8:F2} s {FilesPerSecond,9:F0} files/s {MegabytesPerSecond,8:F1} MiB/s");
}

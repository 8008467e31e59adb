using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Registry.Files;

/// <summary>Names the content of a version as a whole. Files must be given in <see cref="CodePointOrder"/>.</summary>
internal static class ManifestDigest
{
    /// <summary>
    /// SHA-256 in 64 hexadecimal digits over <c>slipway-manifest-v1\n</c> and a line <c>sha256 size path\n</c> for each
    /// file. Metadata and names do not count. No path holds a line feed, so no two lists give the same text.
    /// </summary>
    public static string OfContent(IEnumerable<ManifestFile> sorted)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("slipway-manifest-v1\n"u8);
        foreach (var (path, size, sha256) in sorted)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{sha256} {size} {path}\n")));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>
    /// The wandb client's digest of the same files, 32 hexadecimal digits: MD5 over <c>wandb-artifact-manifest-v1\n</c>
    /// and a line <c>path:base64 of the MD5\n</c> for each file (wandb-client 5).
    /// </summary>
    /// <param name="sorted">Path, and MD5 in hexadecimal digits.</param>
    public static string AsWandb(IEnumerable<(string Path, string Md5)> sorted)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        hash.AppendData("wandb-artifact-manifest-v1\n"u8);
        foreach (var (path, md5) in sorted)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{path}:{Base64Of(md5)}\n"));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>An MD5 as the wandb client writes it.</summary>
    public static string Base64Of(string hex) => Convert.ToBase64String(Convert.FromHexString(hex));
}

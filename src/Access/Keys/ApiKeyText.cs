using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Access.Keys;

/// <summary>
/// The form of API keys: 40 characters of <c>[A-Za-z0-9_]</c>, with an optional <c>prefix-</c> in front, which the wandb
/// client checks.
/// </summary>
public static partial class ApiKeyText
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>What the keys of jobs begin with.</summary>
    public const string JobPrefix = "job-";

    /// <summary>A new key, 238 bits of randomness.</summary>
    public static string Create() => RandomNumberGenerator.GetString(Letters, 40);

    public static bool IsWellFormed(string key) => Form().IsMatch(key);

    /// <summary>What rests in the database. Keys are random, so a fast hash is enough.</summary>
    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>The key in <c>Bearer KEY</c> or <c>Basic base64(any:KEY)</c>; null when there is none.</summary>
    public static string? FromAuthorization(string header)
    {
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return header["Bearer ".Length..].Trim();
        }
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header["Basic ".Length..].Trim(), bytes, out var length))
        {
            return null;
        }
        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : pair[(colon + 1)..];
    }

    [GeneratedRegex(@"^([A-Za-z0-9_]+-)?[A-Za-z0-9_]{40}\z")]
    private static partial Regex Form();
}

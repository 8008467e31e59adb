using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Access.Sessions;

/// <summary>What a browser holds: 32 random bytes as base64url.</summary>
internal static class SessionToken
{
    private const int Bytes = 32;
    private const int Length = 43;

    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Whether it may be one at all, so that garbage costs no look into the database.</summary>
    public static bool IsWellFormed(string token) => token.Length == Length && Base64Url.IsValid(token);

    /// <summary>What rests in the database.</summary>
    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}

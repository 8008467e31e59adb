using System.Security.Cryptography;
using System.Text;
using Konscious.Security.Cryptography;

namespace Slipway.Access.Users;

/// <summary>Argon2id, 19 MiB, 2 passes, 1 lane (OWASP's first choice); text <c>argon2id$salt$hash</c>.</summary>
internal static class PasswordHash
{
    public const int MinLength = 12;
    public const int MaxLength = 256;

    public static string Of(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        return $"argon2id${Convert.ToBase64String(salt)}${Convert.ToBase64String(Derive(password, salt))}";
    }

    public static bool Matches(string password, string stored)
    {
        var parts = stored.Split('$');
        return parts.Length == 3 && password.Length <= MaxLength
            && CryptographicOperations.FixedTimeEquals(Derive(password, Convert.FromBase64String(parts[1])), Convert.FromBase64String(parts[2]));
    }

    private static byte[] Derive(string password, byte[] salt)
    {
        using var argon = new Argon2id(Encoding.UTF8.GetBytes(password))
        {
            Salt = salt,
            MemorySize = 19 * 1024,
            Iterations = 2,
            DegreeOfParallelism = 1,
        };
        return argon.GetBytes(32);
    }
}

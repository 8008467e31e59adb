using System.Security.Cryptography;
using Slipway.Access.Users;

namespace Slipway.Access.Sessions;

/// <summary>Compares passwords in the same time whether or not there is one to compare with.</summary>
internal static class PasswordCheck
{
    // What is compared with where there is no password. Nobody knows what it is the hash of. Made with the first check
    // whomever it is for, so that its making tells nothing either.
    private static readonly string Nobodys = PasswordHash.Of(Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));

    // Each check holds 19 MiB and a processor, and strangers may ask for it.
    private static readonly SemaphoreSlim Places = new(Environment.ProcessorCount);

    /// <summary>Whether it is the password.</summary>
    /// <param name="stored">The hash of the right one; null where there is none, and then nothing matches.</param>
    public static async Task<bool> MatchesAsync(string password, string? stored, CancellationToken ct)
    {
        await Places.WaitAsync(ct);
        try
        {
            // One that nobody can have, and that cannot even be hashed, is compared as another, for the same time.
            var possible = password.Length is > 0 and <= PasswordHash.MaxLength;
            return PasswordHash.Matches(possible ? password : "none", stored ?? Nobodys) && possible && stored is not null;
        }
        finally
        {
            Places.Release();
        }
    }
}

using System.Security.Cryptography;
using System.Text;

namespace Slipway.Launch.Agents;

/// <summary>Random texts that agents are given, and what rests of them in the database.</summary>
internal static class AgentSecrets
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>238 bits of randomness.</summary>
    public static string Create() => RandomNumberGenerator.GetString(Letters, 40);

    /// <summary>They are random, so a fast hash is enough.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>
    /// The key of an attempt's job. Made of the claim's request id, which only the agent knows, so that a claim whose answer
    /// was lost is answered again with the same key although only hashes rest here.
    /// </summary>
    public static string JobKey(string requestId, long attempt) =>
        Access.Keys.ApiKeyText.JobPrefix + Convert.ToHexStringLower(HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(requestId), Encoding.UTF8.GetBytes($"slipway job key of attempt {attempt}")))[..40];
}

using System.Security.Cryptography;

namespace Slipway.Webhooks.Deliveries;

/// <summary>The <c>webhook-id</c> of Standard Webhooks: by it a receiver drops repeats.</summary>
internal static class MessageId
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>A new one, of 160 random bits.</summary>
    public static string New() => "msg_" + RandomNumberGenerator.GetString(Alphabet, 27);
}

using System.Security.Cryptography;
using System.Text;
using Slipway.Testing;

namespace Slipway.Demo;

/// <summary>Checks a request's signatures as a receiver does, with nothing of the server's code.</summary>
internal static class Signature
{
    /// <summary>The first signature that is missing or wrong; null when all are right.</summary>
    public static string? WhatIsWrong(ReceivedRequest request, string secret)
    {
        var key = Encoding.UTF8.GetBytes(secret);
        var body = HMACSHA256.HashData(key, request.Body);
        var stamped = Encoding.UTF8.GetBytes($"{request.Header("webhook-id")}.{request.Header("webhook-timestamp")}.");
        (string Header, string Expected)[] signatures =
        [
            ("X-Wandb-Signature", Convert.ToBase64String(body)),
            ("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(body)),
            ("webhook-signature", "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, stamped.Concat(request.Body).ToArray()))),
        ];
        return signatures.Where(signature => !IsEqual(request.Header(signature.Header), signature.Expected)).Select(signature => signature.Header).FirstOrDefault();
    }

    private static bool IsEqual(string? sent, string expected) =>
        sent is not null && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(sent), Encoding.ASCII.GetBytes(expected));
}

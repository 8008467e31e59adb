using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Slipway.Rest;

/// <summary>The headers of an answer that are kept with it: those that say something of it, such as <c>Location</c> and <c>ETag</c>.</summary>
internal static class AnswerHeaders
{
    // What is of the connection, of the moment, or kept apart.
    private static readonly FrozenSet<string> Left = new[]
    {
        "Connection", "Content-Length", "Content-Type", "Date", "Keep-Alive", "Server", "Set-Cookie", "Transfer-Encoding",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>As they are kept; null when there are none.</summary>
    public static byte[]? Write(IHeaderDictionary headers)
    {
        var kept = headers.Where(header => !Left.Contains(header.Key)).ToDictionary(header => header.Key, header => header.Value.ToArray());
        return kept.Count == 0 ? null : JsonSerializer.SerializeToUtf8Bytes(kept);
    }

    /// <summary>Sets what <see cref="Write"/> kept.</summary>
    public static void Read(byte[] kept, IHeaderDictionary headers)
    {
        foreach (var (name, values) in JsonSerializer.Deserialize<Dictionary<string, string?[]>>(kept)!)
        {
            headers[name] = values;
        }
    }
}

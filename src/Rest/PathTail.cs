using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Slipway.Api;

namespace Slipway.Rest;

/// <summary>
/// The end of an address that an endpoint takes whole (<c>{**path}</c>), percent-decoded exactly once. The web server
/// decodes everything but <c>%2F</c>, so from what it hands on a file <c>a%2Fb</c> (which stands as <c>a%252Fb</c> in an
/// address) and a file <c>b</c> in a folder <c>a</c> (which may stand as <c>a%2Fb</c>) cannot be told apart; nor, for the
/// same reason, what was no text. Both are read from the address as it came.
/// </summary>
public sealed class PathTail(RequestDelegate next)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is RouteEndpoint endpoint
            && endpoint.RoutePattern.Parameters.FirstOrDefault(static parameter => parameter.IsCatchAll)?.Name is { } name
            && context.Request.RouteValues[name] is string tail
            && tail.Contains('%', StringComparison.Ordinal))
        {
            var raw = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
            if (Decode(raw, tail) is not { } decoded)
            {
                return new ProblemResult(Refusal.OfField(
                    ErrorCodes.PathInvalid, name, "The path in the address is not UTF-8, or holds '.' or '..' as a part.")).ExecuteAsync(context);
            }
            context.Request.RouteValues[name] = decoded;
        }
        return next(context);
    }

    /// <summary>The tail decoded once; null when its bytes are not UTF-8, or when it does not stand at the end of the address.</summary>
    /// <param name="rawTarget">The request's target as it came, with a query if there is one.</param>
    /// <param name="tail">As the web server decoded it: all but <c>%2F</c>.</param>
    internal static string? Decode(string rawTarget, string tail)
    {
        var end = rawTarget.IndexOf('?', StringComparison.Ordinal);
        var path = end < 0 ? rawTarget : rawTarget[..end];
        var start = path.Length;
        for (var slashes = tail.Count(static c => c == '/'); slashes >= 0 && start > 0; slashes--)
        {
            start = path.LastIndexOf('/', start - 1);
        }
        if (start < 0)
        {
            return null;
        }
        var raw = path[(start + 1)..];
        // Dot segments, which the web server takes out of an address, are the one way in which the two may differ.
        var asServed = string.Join("%2F", raw.Split("%2F").Select(static part => string.Join("%2f", part.Split("%2f").Select(Once))));
        return asServed == tail ? Once(raw) : null;
    }

    /// <summary>Null when the bytes are not UTF-8.</summary>
    private static string? Once(string raw)
    {
        var bytes = new List<byte>(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '%' && i + 2 < raw.Length && char.IsAsciiHexDigit(raw[i + 1]) && char.IsAsciiHexDigit(raw[i + 2]))
            {
                bytes.Add(Convert.FromHexString(raw.AsSpan(i + 1, 2))[0]);
                i += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(raw, i, 1));
            }
        }
        try
        {
            return Strict.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Agent.Runners.SageMaker;

/// <summary>Whose requests are signed.</summary>
internal sealed record AwsCredentials
{
    /// <summary>The key's public half.</summary>
    public required string AccessKeyId { get; init; }

    /// <summary>The key's secret half.</summary>
    public required string SecretAccessKey { get; init; }

    /// <summary>With keys that were lent; null for one's own.</summary>
    public string? SessionToken { get; init; }

    /// <summary>Never the secret.</summary>
    public override string ToString() => $"{AccessKeyId} (***)";
}

/// <summary>Signs requests as AWS asks for (Signature Version 4). Only what JSON services need: no query in the address.</summary>
internal sealed class SignatureV4(AwsCredentials credentials, string region, string service)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Adds the date, the token and the signature to a request.</summary>
    public void Sign(HttpRequestMessage request, byte[] body, DateTimeOffset now)
    {
        var stamp = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        request.Headers.Add("x-amz-date", stamp);
        if (credentials.SessionToken is { } token)
        {
            request.Headers.Add("x-amz-security-token", token);
        }

        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = request.RequestUri!.Authority };
        foreach (var (name, values) in request.Headers.Where(one => one.Key.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase)))
        {
            headers[name.ToLowerInvariant()] = string.Join(',', values).Trim();
        }

        if (request.Content?.Headers.ContentType is { } type)
        {
            headers["content-type"] = type.ToString();
        }

        request.Headers.TryAddWithoutValidation(
            "Authorization", Authorization(request.Method.Method, request.RequestUri!.AbsolutePath, headers, body, stamp));
    }

    /// <summary>The value of the header. Pure.</summary>
    /// <param name="method">In capitals.</param>
    /// <param name="path">As sent.</param>
    /// <param name="headers">Those that are signed, by their names in small letters.</param>
    /// <param name="body">As sent.</param>
    /// <param name="stamp">As in <c>x-amz-date</c>.</param>
    internal string Authorization(string method, string path, SortedDictionary<string, string> headers, byte[] body, string stamp)
    {
        var names = string.Join(';', headers.Keys);
        var lines = string.Concat(headers.Select(header => $"{header.Key}:{header.Value}\n"));
        var canonical = $"{method}\n{path}\n\n{lines}\n{names}\n{Convert.ToHexStringLower(SHA256.HashData(body))}";
        var scope = $"{stamp[..8]}/{region}/{service}/aws4_request";
        var toSign = $"{Algorithm}\n{stamp}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = Encoding.UTF8.GetBytes("AWS4" + credentials.SecretAccessKey);
        foreach (var part in scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
        return $"{Algorithm} Credential={credentials.AccessKeyId}/{scope}, SignedHeaders={names}, Signature={signature}";
    }
}

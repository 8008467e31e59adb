using System.Text;

namespace Slipway.Webhooks.Sending;

/// <summary>What one attempt brought. Either an answer, or an error, or both (an answer other than 2xx, or one that broke off).</summary>
public sealed record SendResult
{
    /// <summary>A whole 2xx answer arrived in time.</summary>
    public bool Delivered => Error is null && Status is >= 200 and <= 299;

    /// <summary>Status of the answer; null when its head never came.</summary>
    public int? Status { get; init; }

    /// <summary>The request's headers as sent, with token and secret-bearing values masked.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> RequestHeaders { get; init; } = [];

    /// <summary>The answer's headers, at most 100 of them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ResponseHeaders { get; init; } = [];

    /// <summary>The first 64 KiB of the answer's body as they came: a receiver may have echoed secrets, so mask before storing.</summary>
    public byte[] ResponseBody { get; init; } = [];

    /// <summary>There was more body than <see cref="ResponseBody"/> holds.</summary>
    public bool ResponseTruncated { get; init; }

    /// <summary>Address and port that the connection really goes to; the proxy's when there is one; null when nothing was dialled.</summary>
    public string? DialedAddress { get; init; }

    /// <summary>The target stands in private or loopback space that the operator opened: its answers are for admins only.</summary>
    public bool PrivateTarget { get; init; }

    /// <summary>The attempt went over a connection that an earlier attempt had opened.</summary>
    public bool ReusedConnection { get; init; }

    /// <summary>Where the time went.</summary>
    public required AttemptTimings Timings { get; init; }

    /// <summary>Null when delivered.</summary>
    public SendError? Error { get; init; }

    /// <summary>Value of an answer's header, or null; names are case-insensitive.</summary>
    public string? ResponseHeader(string name) =>
        ResponseHeaders.FirstOrDefault(h => string.Equals(h.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary><see cref="ResponseBody"/> as UTF-8, with replacement characters for what is not.</summary>
    public string ResponseText => Encoding.UTF8.GetString(ResponseBody);
}

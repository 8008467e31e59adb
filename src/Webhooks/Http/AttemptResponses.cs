using Slipway.Api.Webhooks;
using Slipway.Storage;
using Slipway.Webhooks.Deliveries;

namespace Slipway.Webhooks.Http;

/// <summary>Attempts on the wire.</summary>
internal static class AttemptResponses
{
    public static AttemptResponse Of(DeliveryAttempt attempt, string body) => new()
    {
        N = attempt.N,
        StartedAt = attempt.StartedAt,
        DurationMs = attempt.DurationMs,
        Outcome = EnumText.Of(attempt.Outcome),
        Status = attempt.Status,
        DialedAddress = attempt.DialedAddress,
        Timings = new()
        {
            DnsMs = attempt.Timings.DnsMs,
            ConnectMs = attempt.Timings.ConnectMs,
            TlsMs = attempt.Timings.TlsMs,
            FirstByteMs = attempt.Timings.FirstByteMs,
        },
        Request = attempt.RequestHeaders.Count == 0 ? null : Request(attempt, body),
        Response = Answer(attempt),
        Error = Error(attempt),
    };

    public static SentRequestResponse Request(DeliveryAttempt attempt, string body) =>
        new() { Url = attempt.Url, Headers = attempt.RequestHeaders, Body = body };

    public static ReceivedAnswerResponse? Answer(DeliveryAttempt attempt) => attempt.ResponseHeaders is null ? null : new()
    {
        Headers = attempt.ResponseHeaders,
        Body = attempt.ResponseBody ?? "",
        Truncated = attempt.ResponseTruncated,
    };

    public static DeliveryErrorResponse? Error(DeliveryAttempt attempt) => attempt.Error is { } error
        ? new() { Code = error.Code, Message = error.Message, Remedy = error.Remedy }
        : null;
}

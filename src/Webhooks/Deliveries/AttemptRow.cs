using System.Text.Json;
using Slipway.Storage;
using Slipway.Webhooks.Sending;

namespace Slipway.Webhooks.Deliveries;

/// <summary>An attempt as the table holds it.</summary>
internal sealed class AttemptRow
{
    public int N { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public double DurationMs { get; init; }

    public SendOutcome Outcome { get; init; }

    public int? Status { get; init; }

    public string? DialedAddress { get; init; }

    public bool PrivateTarget { get; init; }

    public string Timings { get; init; } = "";

    public string Url { get; init; } = "";

    public string RequestHeaders { get; init; } = "";

    public string? ResponseHeaders { get; init; }

    public string? ResponseBody { get; init; }

    public bool ResponseTruncated { get; init; }

    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    public string? ErrorRemedy { get; init; }

    /// <summary>The values of a new row, in the order of the insert.</summary>
    public static object?[] Values(Completion.Attempted done, int n)
    {
        var attempt = done.Attempt;
        return
        [
            done.Claim.Id.Value, n, InstantText.ToMicroseconds(attempt.StartedAt), attempt.DurationMs,
            EnumText.Of(OutcomeOf(done.Outcome)), attempt.Status, attempt.DialedAddress, attempt.PrivateTarget,
            JsonSerializer.Serialize(attempt.Timings), attempt.Url, JsonSerializer.Serialize(attempt.RequestHeaders),
            attempt.ResponseHeaders is null ? null : JsonSerializer.Serialize(attempt.ResponseHeaders), attempt.ResponseBody,
            attempt.ResponseTruncated, attempt.Error?.Code, attempt.Error?.Message, attempt.Error?.Remedy,
        ];
    }

    /// <summary>How the log and the table call what follows.</summary>
    public static SendOutcome OutcomeOf(DeliveryOutcome outcome) => outcome switch
    {
        DeliveryOutcome.Delivered => SendOutcome.Delivered,
        DeliveryOutcome.Retry => SendOutcome.Retry,
        _ => SendOutcome.Failed,
    };

    public DeliveryAttempt ToAttempt() => new()
    {
        N = N,
        StartedAt = StartedAt,
        DurationMs = DurationMs,
        Outcome = Outcome,
        Status = Status,
        DialedAddress = DialedAddress,
        PrivateTarget = PrivateTarget,
        Timings = JsonSerializer.Deserialize<AttemptTimings>(Timings)!,
        Url = Url,
        RequestHeaders = JsonSerializer.Deserialize<Dictionary<string, string>>(RequestHeaders)!,
        ResponseHeaders = ResponseHeaders is null ? null : JsonSerializer.Deserialize<Dictionary<string, string>>(ResponseHeaders),
        ResponseBody = ResponseBody,
        ResponseTruncated = ResponseTruncated,
        Error = ErrorCode is null ? null : new SendError(ErrorCode, ErrorMessage ?? "", ErrorRemedy ?? ""),
    };
}

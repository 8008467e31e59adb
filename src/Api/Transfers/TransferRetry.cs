using System.Net;
using Slipway.Api.Http;

namespace Slipway.Api.Transfers;

/// <summary>Decides whether a failure of a transfer is worth another attempt, and when.</summary>
internal sealed class TransferRetry(TransferOptions options, TimeProvider time)
{
    private readonly Patience _patience = new(time);
    private int _failures;

    /// <summary>Bytes were gained: earlier failures no longer count.</summary>
    public void Gained()
    {
        _failures = 0;
        _patience.Succeeded();
    }

    /// <summary>Whether this failure may pass by itself; false also when there were too many in a row.</summary>
    public bool MayPass(Exception failure, StallWatch watch) =>
        ++_failures < options.MaxFailures && (watch.HasStalled || IsTransient(failure));

    /// <summary>Waits as long as the server asked, or longer each time.</summary>
    public Task PauseAsync(Exception failure, CancellationToken ct) => failure is SlipwayApiException { RetryAfter: { } asked }
        ? Task.Delay(asked, time, ct)
        : _patience.PauseAsync(failure, ct);

    private static bool IsTransient(Exception failure) => failure switch
    {
        // Another connection, most likely the lost one, still holds the upload on the server.
        SlipwayApiException { Code: ErrorCodes.UploadInProgress } => true,
        SlipwayApiException refused => refused.Status is HttpStatusCode.RequestTimeout
            or HttpStatusCode.TooManyRequests
            or >= HttpStatusCode.InternalServerError,
        HttpRequestException or HttpIOException or IOException => true,
        _ => false,
    };
}

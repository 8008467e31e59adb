using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Slipway.Api;
using Slipway.Rest.Texts;
using Slipway.Storage;

namespace Slipway.Rest;

/// <summary>
/// Turns what is thrown or answered without a body into our problems: refusals, malformed JSON, bodies over the limit,
/// unknown routes, wrong methods, a database that is away (503), and bugs (500 without any inside).
/// </summary>
public sealed partial class ProblemHandling(RequestDelegate next, ILogger<ProblemHandling> logger)
{
    private const int RetryAfterSeconds = 2;
    private static readonly Refusal UnknownType = new(ErrorCodes.UnsupportedMediaType, "Send the body as application/json.");

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception unread) when (!context.Response.HasStarted && IsOfUnknownType(unread, context.Request))
        {
            await ProblemResult.WriteAsync(context, UnknownType, StatusCodes.Status415UnsupportedMediaType);
            return;
        }
        catch (BadHttpRequestException wrong) when (!context.Response.HasStarted)
        {
            var refusal = BadRequests.Describe(wrong);
            if (refusal.Code == ErrorCodes.TextInvalid && context.GetEndpoint()?.Metadata.GetMetadata<ProtocolEndpoint>() is not null)
            {
                refusal = refusal with { Code = ErrorCodes.Invalid };
            }
            await ProblemResult.WriteAsync(context, refusal, refusal.Code == ErrorCodes.TextInvalid ? ProblemStatus.Of(refusal.Code) : wrong.StatusCode);
            return;
        }
        catch (RefusedException refused) when (!context.Response.HasStarted)
        {
            await new ProblemResult(refused.Refusal).ExecuteAsync(context);
            return;
        }
        catch (UnstorableTextException unfit) when (!context.Response.HasStarted)
        {
            TextPassed(logger, context.Request.Method, context.Request.Path, unfit);
            await new ProblemResult(TextRefusal.Of(unfit)).ExecuteAsync(context);
            return;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller is gone; nobody reads an answer.
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            }
            return;
        }
        catch (DatabaseAwayException away) when (!context.Response.HasStarted)
        {
            DatabaseAway(logger, context.Request.Method, context.Request.Path, away.InnerException?.Message ?? away.Message);
            await ProblemResult.WriteAsync(context, new Refusal(ErrorCodes.Unavailable, away.Message,
                Facts: new Dictionary<string, object?> { ["retryAfter"] = RetryAfterSeconds }), StatusCodes.Status503ServiceUnavailable);
            return;
        }
        catch (Exception bug) when (!context.Response.HasStarted)
        {
            RequestFailed(logger, context.Request.Method, context.Request.Path, bug);
            await ProblemResult.WriteAsync(context, new Refusal(ErrorCodes.InternalError,
                "Something went wrong inside the server. Try again; if it stays, give the traceId to whoever runs it."), 500);
            return;
        }
        if (!context.Response.HasStarted && context.Response.ContentType is null && context.Response.ContentLength is null)
        {
            await DescribeStatusAsync(context);
        }
    }

    // A character set that this machine does not know is to the framework no bad request, but a bug.
    private static bool IsOfUnknownType(Exception unread, HttpRequest request) => unread switch
    {
        BadHttpRequestException wrong => wrong.StatusCode == StatusCodes.Status415UnsupportedMediaType,
        InvalidOperationException { InnerException: ArgumentException or NotSupportedException } =>
            MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.Charset.HasValue && !IsKnown(HeaderUtilities.RemoveQuotes(type.Charset).Value!),
        _ => false,
    };

    private static bool IsKnown(string characterSet)
    {
        try
        {
            return Encoding.GetEncoding(characterSet) is not null;
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static async Task DescribeStatusAsync(HttpContext context)
    {
        var path = context.Request.Path;
        Refusal? refusal = context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => new Refusal(ErrorCodes.NotFound, $"There is nothing at {path}."),
            StatusCodes.Status405MethodNotAllowed => new Refusal(ErrorCodes.MethodNotAllowed, $"{context.Request.Method} is not for {path}."),
            StatusCodes.Status415UnsupportedMediaType => UnknownType,
            StatusCodes.Status413PayloadTooLarge => new Refusal(ErrorCodes.TooLarge, "The body is larger than this address takes."),
            StatusCodes.Status400BadRequest => new Refusal(ErrorCodes.Invalid, "The request is malformed."),
            _ => null,
        };
        if (refusal is not null)
        {
            await ProblemResult.WriteAsync(context, refusal, context.Response.StatusCode);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "request.database_away {Method} {Path}: {Reason}")]
    private static partial void DatabaseAway(ILogger logger, string method, string path, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "request.failed {Method} {Path}")]
    private static partial void RequestFailed(ILogger logger, string method, string path, Exception bug);

    [LoggerMessage(Level = LogLevel.Warning, Message = "request.text_unstorable {Method} {Path}")]
    private static partial void TextPassed(ILogger logger, string method, string path, Exception unfit);
}

using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Slipway.Rest;

/// <summary>A refusal as RFC 9457 ProblemDetails with our stable <c>code</c>.</summary>
public sealed class ProblemResult(Refusal refusal) : IResult
{
    // Sent as JSON and never inside HTML, so quotes may stay readable.
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions CamelCase = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext, refusal, ProblemStatus.Of(refusal.Code));

    /// <summary>Writes the problem; also used by the exception handler.</summary>
    public static async Task WriteAsync(HttpContext context, Refusal refusal, int status)
    {
        var problem = new JsonObject
        {
            ["type"] = "about:blank",
            ["title"] = ReasonPhrases.GetReasonPhrase(status),
            ["status"] = status,
            ["code"] = refusal.Code,
            ["detail"] = refusal.Detail,
            ["traceId"] = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier,
        };
        if (refusal.Errors is { Count: > 0 } errors)
        {
            var fields = new JsonObject();
            foreach (var (field, messages) in errors)
            {
                fields[field] = new JsonArray([.. messages.Select(message => JsonValue.Create(message))]);
            }
            problem["errors"] = fields;
        }
        foreach (var (name, fact) in refusal.Facts ?? new Dictionary<string, object?>())
        {
            problem[name] = JsonSerializer.SerializeToNode(fact, CamelCase);
        }
        if (status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"slipway\", Basic realm=\"slipway\"";
        }
        if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable && refusal.Facts?.GetValueOrDefault("retryAfter") is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString();
        }
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        await context.Response.WriteAsync(problem.ToJsonString(Readable), context.RequestAborted);
    }
}

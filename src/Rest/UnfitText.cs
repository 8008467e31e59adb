using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Slipway.Api.Texts;
using Slipway.Rest.Texts;

namespace Slipway.Rest;

/// <summary>
/// Refuses an address whose path or query holds text that is none (<see cref="PlainText"/>), before anybody looks at it, so
/// that no endpoint has to. Bodies are looked at where they are read: <see cref="StrictConverters"/>.
/// </summary>
internal sealed class UnfitText(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        return FindIn(request) is { } refusal ? new ProblemResult(refusal).ExecuteAsync(context) : next(context);
    }

    private static Refusal? FindIn(HttpRequest request)
    {
        if (PlainText.Problem(request.Path.Value) is { } inPath)
        {
            return TextRefusal.OfField("path", inPath);
        }
        if (!request.QueryString.HasValue)
        {
            return null;
        }
        foreach (var (name, values) in request.Query)
        {
            if (PlainText.Problem(name) is { } inName)
            {
                return TextRefusal.OfField("query", inName);
            }
            foreach (var value in values)
            {
                if (PlainText.Problem(value) is { } problem)
                {
                    return TextRefusal.OfField(name, problem);
                }
            }
        }
        return null;
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Slipway.Api;
using Slipway.Api.Texts;

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

    /// <summary>The refusal of a text.</summary>
    /// <param name="field">Whose text it is.</param>
    /// <param name="problem">As <see cref="PlainText.Problem"/> says it.</param>
    public static Refusal Refuse(string field, string problem) => Refusal.OfField(ErrorCodes.TextInvalid, field, $"{field} {problem}.");

    private static Refusal? FindIn(HttpRequest request)
    {
        if (PlainText.Problem(request.Path.Value) is { } inPath)
        {
            return Refuse("path", inPath);
        }
        if (!request.QueryString.HasValue)
        {
            return null;
        }
        foreach (var (name, values) in request.Query)
        {
            if (PlainText.Problem(name) is { } inName)
            {
                return Refuse("query", inName);
            }
            foreach (var value in values)
            {
                if (PlainText.Problem(value) is { } problem)
                {
                    return Refuse(name, problem);
                }
            }
        }
        return null;
    }
}

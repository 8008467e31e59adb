using Microsoft.AspNetCore.Http;
using Slipway.Access.Sessions;
using Slipway.Rest;

namespace Slipway.Access.Quotas;

/// <summary>Holds each user to so many open streams and pages at once.</summary>
internal sealed class StreamLimit(RequestDelegate next, OpenStreams streams, QuotaOptions quotas)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.FindActor() is not { } actor || Find(context) is not { } opened)
        {
            await next(context);
            return;
        }
        var (most, what, option) = opened;
        var open = streams.Open($"{OpenStreams.NameOf(actor)} {option}", most, what, option);
        if (open.IsRefused(out var refusal))
        {
            await new ProblemResult(refusal).ExecuteAsync(context);
            return;
        }
        using (open.Value)
        {
            await next(context);
        }
    }

    private (long? Most, string What, string Option)? Find(HttpContext context)
    {
        if (PageConnection.IsOpenedBy(context))
        {
            return (quotas.UserPages, "pages of this user", "user-pages");
        }
        return context.GetEndpoint()?.Metadata.GetMetadata<StreamAttribute>() is { } stream
            && (stream.Query is null || (bool.TryParse(context.Request.Query[stream.Query], out var isAsked) && isAsked))
                ? (quotas.UserStreams, "streams of this user", "user-streams")
                : null;
    }
}

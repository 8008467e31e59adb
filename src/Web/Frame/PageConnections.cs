using Microsoft.AspNetCore.Http;
using Slipway.Access;
using Slipway.Access.Sessions;

namespace Slipway.Web.Frame;

/// <summary>The connection that carries what people do on a page: it ends with the session that opened it.</summary>
internal sealed class PageConnections(RequestDelegate next, TimeProvider time)
{
    // The page itself notices at the same time and goes to the sign-in, which ends the connection in a better way.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    public async Task InvokeAsync(HttpContext context)
    {
        if (!PageConnection.IsOpenedBy(context))
        {
            await next(context);
            return;
        }
        await using var right = LastingRight.Watch(context, (_, _) => Task.FromResult(true));
        await using var end = right.Ended.Register(() => _ = EndAsync(context));
        await next(context);
    }

    private async Task EndAsync(HttpContext context)
    {
        try
        {
            await Task.Delay(Grace, time, context.RequestAborted);
            context.Abort();
        }
        catch (Exception gone) when (gone is OperationCanceledException or ObjectDisposedException)
        {
            // It has ended already.
        }
    }
}

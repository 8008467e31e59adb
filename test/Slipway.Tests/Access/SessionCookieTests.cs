using Microsoft.AspNetCore.Http;
using Slipway.Access.Sessions;
using Xunit;

namespace Slipway.Tests.Access;

public sealed class SessionCookieTests
{
    private static readonly NewSession Session = new("the-token", new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));

    [Theory]
    [InlineData("http", "slipway=the-token; expires=Wed, 02 Jan 2030 03:04:05 GMT; path=/; samesite=lax; httponly")]
    [InlineData("https", "__Host-slipway=the-token; expires=Wed, 02 Jan 2030 03:04:05 GMT; path=/; secure; samesite=lax; httponly")]
    public void The_cookie_is_bound_to_this_host_and_hidden_from_scripts(string scheme, string expected)
    {
        var context = Context(scheme);
        SessionCookie.Append(context, Session);
        Assert.Equal(expected, context.Response.Headers.SetCookie.ToString());
    }

    [Theory]
    [InlineData("http", "slipway=;")]
    [InlineData("https", "__Host-slipway=;")]
    public void Deleting_names_the_same_cookie(string scheme, string expected)
    {
        var context = Context(scheme);
        SessionCookie.Delete(context);
        Assert.StartsWith(expected, context.Response.Headers.SetCookie.ToString(), StringComparison.Ordinal);
        Assert.Contains("path=/", context.Response.Headers.SetCookie.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http", "slipway=a; __Host-slipway=b", "a")]
    [InlineData("https", "slipway=a; __Host-slipway=b", "b")]
    [InlineData("https", "slipway=a", null)]
    [InlineData("http", "slipway=", null)]
    [InlineData("http", "", null)]
    public void On_https_only_the_bound_name_is_read(string scheme, string sent, string? expected)
    {
        var context = Context(scheme);
        context.Request.Headers.Cookie = sent;
        Assert.Equal(expected, SessionCookie.Read(context));
    }

    private static DefaultHttpContext Context(string scheme)
    {
        var context = new DefaultHttpContext();
        context.Request.Scheme = scheme;
        return context;
    }
}

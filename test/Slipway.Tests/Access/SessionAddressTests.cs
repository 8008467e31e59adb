using Microsoft.AspNetCore.Http;
using Slipway.Access.Sessions;
using Xunit;

namespace Slipway.Tests.Access;

public sealed class SessionAddressTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/teams/vision?tab=runs&x=%2F%2Fa")]
    [InlineData("/a//b")]
    public void An_address_of_this_server_is_local(string address) => Assert.True(SessionAddress.IsLocal(address));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("teams")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/\t/evil.example")]
    [InlineData("/a\r\nSet-Cookie: x=y")]
    [InlineData(" /a")]
    [InlineData("/a b")]
    [InlineData("/\u00e9")]
    public void Any_other_is_not(string? address) => Assert.False(SessionAddress.IsLocal(address));

    [Theory]
    [InlineData("/teams/vision", "?tab=runs&b=1", "/sign-in?returnUrl=%2Fteams%2Fvision%3Ftab%3Druns%26b%3D1")]
    [InlineData("/caf\u00e9", "", "/sign-in?returnUrl=%2Fcaf%25C3%25A9")]
    [InlineData("//evil.example", "", "/sign-in?returnUrl=%2F")]
    public void The_sign_in_leads_back(string path, string query, string expected)
    {
        var request = new DefaultHttpContext().Request;
        (request.Path, request.QueryString) = (path, new QueryString(query));
        Assert.Equal(expected, SessionAddress.SignInFor(request));
    }
}

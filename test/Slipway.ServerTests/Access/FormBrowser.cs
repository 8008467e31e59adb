using System.Net;
using System.Text.RegularExpressions;

namespace Slipway.ServerTests.Access;

/// <summary>A browser without scripts: it keeps cookies and posts forms.</summary>
internal sealed partial class FormBrowser : IDisposable
{
    private readonly CookieContainer _cookies = new();
    private readonly HttpClient _http;
    private readonly Uri _server;

    public FormBrowser(string server)
    {
        _server = new Uri(server);
        _http = new HttpClient(new SocketsHttpHandler { CookieContainer = _cookies, AllowAutoRedirect = false });
    }

    /// <summary>The status with which the sign-in was answered: 302 for success.</summary>
    public async Task<int> SignInAsync(string name, string password, CancellationToken ct)
    {
        var page = await _http.GetStringAsync(new Uri(_server, "/sign-in"), ct);
        using var form = new FormUrlEncodedContent(
        [
            new("_handler", "sign-in"), new("UserName", name), new("Password", password),
            new("__RequestVerificationToken", Token().Match(page).Groups[1].Value),
        ]);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server, "/sign-in")) { Content = form };
        request.Headers.Add("Origin", _server.GetLeftPart(UriPartial.Authority));
        using var answer = await _http.SendAsync(request, ct);
        return (int)answer.StatusCode;
    }

    public void Forget(string cookie)
    {
        foreach (var kept in _cookies.GetCookies(_server).Where(kept => kept.Name == cookie))
        {
            kept.Expired = true;
        }
    }

    public void Set(string cookie, string value) => _cookies.Add(_server, new Cookie(cookie, value, "/"));

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}

using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Slipway.Access.Sessions;

/// <summary>
/// Remembers in a browser who was signed in there, beyond the end of the session: wrong passwords that others guess
/// elsewhere do not keep that person out here. It opens nothing by itself.
/// </summary>
public sealed class KnownBrowsers(IDataProtectionProvider protection)
{
    private const string Name = "slipway-known";
    private const string SecureName = "__Host-slipway-known";
    private const int MostNames = 5;
    private static readonly TimeSpan Life = TimeSpan.FromDays(180);
    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("Slipway.Access.KnownBrowsers").ToTimeLimitedDataProtector();

    /// <summary>How the browser is known, if that name was signed in there; null if not.</summary>
    public string? Find(HttpContext context, string userName) => Read(context).GetValueOrDefault(Key(userName));

    /// <summary>Notes that the name was signed in.</summary>
    public void Note(HttpContext context, string userName)
    {
        var known = Read(context);
        var id = known.GetValueOrDefault(Key(userName)) ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var kept = known.Where(one => one.Key != Key(userName)).TakeLast(MostNames - 1).Append(new(Key(userName), id));
        context.Response.Cookies.Append(NameFor(context), _protector.Protect(JsonSerializer.Serialize(kept.Select(one => new[] { one.Key, one.Value })), Life), new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            Path = "/",
            MaxAge = Life,
            IsEssential = true,
        });
    }

    private Dictionary<string, string> Read(HttpContext context)
    {
        if (context.Request.Cookies[NameFor(context)] is not { Length: > 0 } text)
        {
            return [];
        }
        try
        {
            return JsonSerializer.Deserialize<string[][]>(_protector.Unprotect(text))!.ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        }
        catch (CryptographicException)
        {
            // Of another server, too old, or made up.
            return [];
        }
    }

    private static string Key(string userName) => userName.ToLowerInvariant();

    private static string NameFor(HttpContext context) => context.Request.IsHttps ? SecureName : Name;
}

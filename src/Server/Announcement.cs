using Slipway.Access;
using Slipway.Server.Options;

namespace Slipway.Server;

/// <summary>What a person sees at the start: the address, and once the admin's key.</summary>
internal static class Announcement
{
    /// <summary>
    /// The key made at the first start. Told before the server listens: it is stored already, and were the address taken,
    /// nobody would ever learn it.
    /// </summary>
    public static void PrintFirstKey(string key)
    {
        Console.WriteLine($"First start: user '{FirstStart.AdminName}' has this API key. It is shown this once:");
        Console.WriteLine($"  {key}");
        Console.WriteLine();
        Console.Out.Flush();
    }

    public static void Print(IEnumerable<string> addresses, ServerOptions options)
    {
        Console.WriteLine($"Slipway listens on {string.Join(" and ", addresses)}");
        Console.WriteLine($"Data in {options.DataDir}, database {(options.Postgres is null ? options.SqlitePath : "PostgreSQL")}. API: {options.PublicUrl.AbsoluteUri.TrimEnd('/')}/docs");
        if (options.PublicUrl.Scheme == Uri.UriSchemeHttps && options.TrustedProxies.Count == 0 && addresses.All(address => address.StartsWith("http:", StringComparison.Ordinal)))
        {
            Console.WriteLine("public-url is https and this server speaks http: name the proxy between them in trusted-proxies, or cookies are not marked secure and all clients count as one.");
        }
        Console.Out.Flush();
    }
}

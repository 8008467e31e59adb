using Slipway.Access;
using Slipway.Server.Options;

namespace Slipway.Server;

/// <summary>What a person sees at the start: the address, and once the admin's key.</summary>
internal static class Announcement
{
    public static void Print(IEnumerable<string> addresses, ServerOptions options, string? firstKey)
    {
        Console.WriteLine($"Slipway listens on {string.Join(" and ", addresses)}");
        Console.WriteLine($"Data in {options.DataDir}, database {(options.Postgres is null ? options.SqlitePath : "PostgreSQL")}. API: {options.PublicUrl.AbsoluteUri.TrimEnd('/')}/docs");
        if (firstKey is not null && options.AdminApiKey is null)
        {
            Console.WriteLine();
            Console.WriteLine($"First start: user '{FirstStart.AdminName}' has this API key. It is shown this once:");
            Console.WriteLine($"  {firstKey}");
        }
        Console.Out.Flush();
    }
}

using Npgsql;

namespace Slipway.Storage.Postgres;

/// <summary>Reads <c>postgres://user:password@host:port/name?option=value</c>.</summary>
public static class PostgresUrl
{
    /// <summary>The connection string, or null when the text is no such URL.</summary>
    public static string? ToConnectionString(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("postgres" or "postgresql"))
        {
            return null;
        }
        var user = uri.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host.Length == 0 ? "localhost" : Uri.UnescapeDataString(uri.Host),
            Port = uri.Port > 0 ? uri.Port : 5432,
            Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')),
        };
        if (user[0].Length > 0)
        {
            builder.Username = Uri.UnescapeDataString(user[0]);
        }
        if (user.Length == 2)
        {
            builder.Password = Uri.UnescapeDataString(user[1]);
        }
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            var key = Uri.UnescapeDataString(parts[0]) switch
            {
                "sslmode" => "SSL Mode",
                "host" => "Host",
                var other => other,
            };
            try
            {
                builder[key] = Uri.UnescapeDataString(parts.Length == 2 ? parts[1] : "");
            }
            catch (ArgumentException)
            {
                return null;
            }
        }
        return builder.ToString();
    }
}

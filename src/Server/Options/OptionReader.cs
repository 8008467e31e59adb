using System.Collections;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Slipway.Launch;
using Slipway.Storage.Postgres;
using Slipway.Webhooks.Sending;

namespace Slipway.Server.Options;

/// <summary>Checks the values; a wrong one stops the start and names its key.</summary>
public static class OptionReader
{
    private const int MinToken = 16;
    private const int MaxToken = 512;
    private const string DefaultUrl = "http://127.0.0.1:8420";

    /// <exception cref="OptionException">A value cannot be used.</exception>
    public static ServerOptions Read(IReadOnlyList<string> args, IDictionary environment)
    {
        var values = OptionSources.Read(args, environment);
        var urls = ReadUrls(values.GetValueOrDefault("urls") ?? DefaultUrl);
        var dataDir = Path.GetFullPath(values.GetValueOrDefault("data-dir") ?? "slipway-data");
        var (sqlite, postgres) = ReadDatabase(values.GetValueOrDefault("database"), dataDir);
        return new ServerOptions
        {
            Urls = urls,
            PublicUrl = ReadPublicUrl(values.GetValueOrDefault("public-url"), urls),
            TrustedProxies = ReadProxies(values.GetValueOrDefault("trusted-proxies")),
            DataDir = dataDir,
            SqlitePath = sqlite,
            Postgres = postgres,
            StorageDir = ReadStorage(values.GetValueOrDefault("storage"), dataDir),
            AdminApiKey = values.GetValueOrDefault("admin-api-key"),
            AdminPassword = values.GetValueOrDefault("admin-password"),
            Egress = ReadEgress(values),
            Launch = ReadLaunch(values),
            Quotas = QuotaReader.Read(values),
            MetricsToken = ReadToken(values.GetValueOrDefault("metrics-token")),
            MasterKey = values.GetValueOrDefault("master-key"),
            MasterKeyPrevious = values.GetValueOrDefault("master-key-previous"),
        };
    }

    private static string[] ReadUrls(string text)
    {
        var urls = text.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var url in urls)
        {
            // A wildcard host is no URI of its own.
            if (!Uri.TryCreate(url.Replace("*", "0.0.0.0", StringComparison.Ordinal).Replace("+", "0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var uri)
                || uri.Scheme is not ("http" or "https"))
            {
                throw new OptionException($"urls: '{url}' is no address to listen on. Write http://127.0.0.1:8420, several separated by ';'.");
            }
        }
        return urls.Length > 0 ? urls : throw new OptionException("urls: at least one address is needed.");
    }

    private static Uri ReadPublicUrl(string? text, string[] urls)
    {
        if (text is null)
        {
            return urls.Any(IsWildcard)
                ? throw new OptionException("public-url: required, since urls holds a wildcard. Give the address by which clients reach this server.")
                : new Uri(urls[0]);
        }
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new OptionException($"public-url: '{text}' is no http or https address.");
        }
        return uri.Query.Length + uri.Fragment.Length + uri.UserInfo.Length == 0
            ? uri
            : throw new OptionException("public-url: the address may hold no user name, no '?' and no '#': paths are put after it.");
    }

    private static IPNetwork[] ReadProxies(string? text) =>
    [
        .. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(proxy =>
            IPAddress.TryParse(proxy, out var address) ? new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)
            : IPNetwork.TryParse(proxy, out var network) ? network
            : throw new OptionException($"trusted-proxies: '{proxy}' is no IP address and no CIDR. Write 10.0.0.7 or 10.0.0.0/24, several separated by ','.")),
    ];

    private static bool IsWildcard(string url) =>
        url.Contains("//*", StringComparison.Ordinal) || url.Contains("//+", StringComparison.Ordinal)
        || url.Contains("//0.0.0.0", StringComparison.Ordinal) || url.Contains("//[::]", StringComparison.Ordinal);

    private static (string? Sqlite, string? Postgres) ReadDatabase(string? text, string dataDir)
    {
        if (text is null or "sqlite")
        {
            return (Path.Combine(dataDir, "slipway.db"), null);
        }
        if (text.StartsWith("sqlite:", StringComparison.Ordinal) && text.Length > "sqlite:".Length)
        {
            return (Path.GetFullPath(text["sqlite:".Length..]), null);
        }
        // The value may hold a password, so it is not repeated.
        return PostgresUrl.ToConnectionString(text) is { } connection
            ? (null, connection)
            : throw new OptionException("database: write sqlite:PATH or postgres://user:password@host:port/name.");
    }

    private static string ReadStorage(string? text, string dataDir)
    {
        if (text is null or "file")
        {
            return dataDir;
        }
        return text.StartsWith("file:", StringComparison.Ordinal) && text.Length > "file:".Length
            ? Path.GetFullPath(text["file:".Length..])
            : throw new OptionException($"storage: '{text}' is not supported by this version. Write file:DIR.");
    }

    // The value is a secret, so it is not repeated.
    private static string? ReadToken(string? text) =>
        text is null or { Length: >= MinToken and <= MaxToken } && text?.All(letter => letter is > ' ' and <= '~') != false
            ? text
            : throw new OptionException($"metrics-token: the token has {MinToken} to {MaxToken} printable ASCII characters and no spaces. Make one: openssl rand -hex 24");

    private static EgressOptions ReadEgress(IReadOnlyDictionary<string, string> values)
    {
        try
        {
            return EgressOptions.Parse(values.GetValueOrDefault("egress-allow"), values.GetValueOrDefault("egress-proxy"));
        }
        catch (FormatException wrong)
        {
            throw new OptionException(wrong.Message);
        }
    }

    private static LaunchOptions ReadLaunch(IReadOnlyDictionary<string, string> values)
    {
        var usual = new LaunchOptions();
        return usual with
        {
            // Shorter than two seconds, and a busy host loses its jobs; longer than a day, and a dead one keeps them.
            Lease = ReadSpan(values, "launch-lease", TimeSpan.FromSeconds(2), TimeSpan.FromDays(1)) ?? usual.Lease,
            UnknownTimeout = ReadSpan(values, "launch-unknown-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)) ?? usual.UnknownTimeout,
        };
    }

    private static TimeSpan? ReadSpan(IReadOnlyDictionary<string, string> values, string key, TimeSpan least, TimeSpan most)
    {
        if (values.GetValueOrDefault(key) is not { } text)
        {
            return null;
        }
        var unit = text.LastOrDefault() switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => TimeSpan.Zero,
        };
        return unit > TimeSpan.Zero && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && unit.TotalSeconds * count >= least.TotalSeconds && unit.TotalSeconds * count <= most.TotalSeconds
                ? unit * count
                : throw new OptionException($"{key}: '{text}' is no time from {least.TotalSeconds:0} s to {most.TotalDays:0} d. Write 30s, 5m, 2h or 1d.");
    }
}

using System.Collections;
using System.Text.Json;

namespace Slipway.Server.Options;

/// <summary>Gathers option values: file, then environment, then command line; the later wins.</summary>
internal static class OptionSources
{
    public static readonly string[] Keys =
    [
        "urls", "public-url", "trusted-proxies", "data-dir", "database", "storage", "admin-api-key", "admin-password", "egress-allow",
        "egress-proxy", "master-key", "master-key-previous", "launch-lease", "launch-unknown-timeout", "team-storage", "team-deliveries", "team-items",
        "user-streams", "user-pages", "metrics-token", "config",
    ];

    private const string EnvironmentPrefix = "SLIPWAY_";

    public static IReadOnlyDictionary<string, string> Read(IReadOnlyList<string> args, IDictionary environment)
    {
        var typed = ReadArguments(args);
        var set = ReadEnvironment(environment);
        var values = ReadFile(typed.GetValueOrDefault("config") ?? set.GetValueOrDefault("config"));
        foreach (var (key, value) in set.Concat(typed))
        {
            values[key] = value;
        }
        return values;
    }

    private static Dictionary<string, string> ReadArguments(IReadOnlyList<string> args)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < args.Count; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                throw new OptionException($"{args[i]}: options are written --name value. See --help.");
            }
            var parts = args[i][2..].Split('=', 2);
            Require(parts[0], "--" + parts[0]);
            if (parts.Length == 2)
            {
                values[parts[0]] = parts[1];
            }
            else if (i + 1 < args.Count)
            {
                values[parts[0]] = args[++i];
            }
            else
            {
                throw new OptionException($"--{parts[0]}: a value is missing.");
            }
        }
        return values;
    }

    // The environment holds variables of the command line (SLIPWAY_URL, SLIPWAY_API_KEY) too: what is no option is not ours.
    private static Dictionary<string, string> ReadEnvironment(IDictionary environment)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in environment)
        {
            var name = (string)entry.Key;
            if (!name.StartsWith(EnvironmentPrefix, StringComparison.Ordinal) || entry.Value is not string { Length: > 0 } value)
            {
                continue;
            }
            var key = name[EnvironmentPrefix.Length..].ToLowerInvariant().Replace('_', '-');
            if (Keys.Contains(key))
            {
                values[key] = value;
            }
        }
        return values;
    }

    private static Dictionary<string, string> ReadFile(string? named)
    {
        var path = named ?? "slipway.json";
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!File.Exists(path))
        {
            return named is null ? values : throw new OptionException($"config: there is no file {path}.");
        }
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path),
                new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            foreach (var property in document.RootElement.EnumerateObject())
            {
                Require(property.Name, $"{path}: {property.Name}");
                values[property.Name] = property.Value.ValueKind == JsonValueKind.String
                    ? property.Value.GetString()!
                    : throw new OptionException($"{path}: {property.Name}: write the value as a string.");
            }
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            throw new OptionException($"{path}: no JSON object: {malformed.Message}");
        }
        return values;
    }

    private static void Require(string key, string shown)
    {
        if (!Keys.Contains(key))
        {
            throw new OptionException($"{shown}: there is no such option. The options are: {string.Join(", ", Keys)}.");
        }
    }
}

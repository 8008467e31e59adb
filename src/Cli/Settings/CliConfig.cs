using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Api.Commands;

namespace Slipway.Cli.Settings;

/// <summary>What <c>slipway login</c> remembers.</summary>
internal sealed record CliConfig
{
    /// <summary>The server; null before the first login.</summary>
    public string? Url { get; init; }

    /// <summary>The key for that server, and for no other; null after logout.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The team that is meant when none is said; null for none.</summary>
    public string? Team { get; init; }

    /// <summary>The configuration in a folder; empty when there is none. Throws <see cref="UsageException"/> when it is no JSON.</summary>
    public static CliConfig Load(string folder)
    {
        var path = PathIn(folder);
        if (!File.Exists(path))
        {
            return new CliConfig();
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), CliJson.Default.CliConfig) ?? new CliConfig();
        }
        catch (JsonException e)
        {
            throw new UsageException($"{path} cannot be read: {e.Message} Delete it and log in again.");
        }
    }

    /// <summary>Writes it whole or not at all, readable for its owner only, since it holds a key.</summary>
    public void Save(string folder)
    {
        var path = PathIn(folder);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // A new name each time: the mode counts only for a file that is created.
        var fresh = $"{path}.{Guid.NewGuid():N}";
        using (var file = new FileStream(fresh, options))
        {
            JsonSerializer.Serialize(file, this, CliJson.Default.CliConfig);
        }

        File.Move(fresh, path, overwrite: true);
    }

    /// <summary>Where it lies.</summary>
    public static string PathIn(string folder) => Path.Combine(folder, "config.json");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(CliConfig))]
internal sealed partial class CliJson : JsonSerializerContext;

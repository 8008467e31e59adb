namespace Slipway.Cli.Settings;

/// <summary>
/// The one place where the command line reads the environment:
/// SLIPWAY_URL, SLIPWAY_API_KEY, SLIPWAY_TEAM, and where the user's configuration lies.
/// </summary>
internal sealed record CliEnvironment
{
    /// <summary>SLIPWAY_URL; null when not set.</summary>
    public string? Url { get; init; }

    /// <summary>SLIPWAY_API_KEY; null when not set.</summary>
    public string? ApiKey { get; init; }

    /// <summary>SLIPWAY_TEAM; null when not set.</summary>
    public string? Team { get; init; }

    /// <summary>Where <c>config.json</c> lies: <c>$XDG_CONFIG_HOME/slipway</c> or <c>~/.config/slipway</c>.</summary>
    public required string ConfigFolder { get; init; }

    /// <summary>What this process was started with.</summary>
    public static CliEnvironment OfProcess()
    {
        var home = Read("XDG_CONFIG_HOME")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config");
        return new CliEnvironment
        {
            Url = Read("SLIPWAY_URL"),
            ApiKey = Read("SLIPWAY_API_KEY"),
            Team = Read("SLIPWAY_TEAM"),
            ConfigFolder = Path.Combine(home, "slipway"),
        };
    }

#pragma warning disable RS0030 // This is the configuration system of the command line.
    private static string? Read(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
#pragma warning restore RS0030
}

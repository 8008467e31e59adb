namespace Slipway.Agent.Settings;

/// <summary>The one place where the agent reads the environment.</summary>
internal sealed class AgentEnvironment(IReadOnlyDictionary<string, string> variables)
{
    private const string Prefix = "SLIPWAY_AGENT_";

    /// <summary>What this process was started with.</summary>
    public static AgentEnvironment OfProcess() =>
        new(Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal));

    /// <summary>All variables, as they are.</summary>
    public IReadOnlyDictionary<string, string> All => variables;

    /// <summary>A variable; null when it is not set or empty.</summary>
    public string? this[string name] => variables.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>An option of the agent, such as <c>DATA_DIR</c> for <c>SLIPWAY_AGENT_DATA_DIR</c>; null when not set.</summary>
    public string? Option(string name) => this[Prefix + name];

    /// <summary>An option that is a list, with commas between; null when not set.</summary>
    public IReadOnlyList<string>? List(string name) =>
        Option(name)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether a variable configures the agent itself: no job gets it, whatever a policy says.</summary>
    public static bool IsOurs(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Where the agent keeps its things when nothing else is said.</summary>
    public string DefaultDataFolder =>
        Path.Combine(this["XDG_STATE_HOME"] ?? Path.Combine(this["HOME"] ?? "/var/lib", ".local", "state"), "slipway-agent");
}

using Slipway.Api.Commands;
namespace Slipway.Cli.Commands;

/// <summary>
/// What a command is about, as typed: <c>Model[:version]</c> in the default registry of the default team,
/// <c>project/name[:version]</c> in the default team, or <c>team/project/name[:version]</c>.
/// </summary>
internal sealed record Target(string Team, string Project, string Name, string? Version)
{
    public const string DefaultRegistry = "model-registry";

    /// <summary>Whether a registered model is meant, and not an artifact of a project.</summary>
    public bool IsRegistered => Project == DefaultRegistry;

    /// <summary>Reads what was typed; <paramref name="team"/> is asked only when the text names none.</summary>
    public static Target Parse(string text, Func<string> team)
    {
        var colon = text.LastIndexOf(':');
        var version = colon >= 0 ? text[(colon + 1)..] : null;
        var parts = (colon >= 0 ? text[..colon] : text).Split('/');
        if (parts.Any(part => part.Length == 0) || version is "")
        {
            throw Unreadable(text);
        }

        return parts switch
        {
            [var model] => new Target(team(), DefaultRegistry, model, version),
            [var project, var name] => new Target(team(), project, name, version),
            [var owner, var project, var name] => new Target(owner, project, name, version),
            _ => throw Unreadable(text),
        };
    }

    /// <summary>The version, where the command cannot do without.</summary>
    public string RequireVersion() =>
        Version ?? throw new UsageException($"which version? Write {Name}:v3, or an alias in place of v3.");

    public override string ToString() => $"{Team}/{Project}/{Name}{(Version is null ? "" : ":" + Version)}";

    private static UsageException Unreadable(string text) =>
        new($"'{text}' is neither Model:version, project/name:version nor team/project/name:version.");
}

using System.CommandLine;

namespace Slipway.Cli.Commands;

/// <summary>Options that many commands take.</summary>
internal static class GlobalOptions
{
    public static readonly Option<string?> Server = new("--server")
    {
        Description = "Address of the Slipway server (else SLIPWAY_URL, else the last login)",
        HelpName = "URL",
        Recursive = true,
    };

    public static readonly Option<string?> Team = new("--team")
    {
        Description = "The team (else SLIPWAY_TEAM, else the one set at login)",
        HelpName = "NAME",
        Recursive = true,
    };

    public static readonly Option<bool> Json = new("--json") { Description = "Write JSON" };

    public static readonly Option<int> Limit = LimitOption();

    public static readonly Option<bool> Force = new("--force")
    {
        Description = "Also while it is in use: what uses it is disabled",
    };

    private static Option<int> LimitOption()
    {
        var limit = new Option<int>("--limit", "-n")
        {
            Description = "How many at most",
            HelpName = "N",
            DefaultValueFactory = _ => 50,
        };
        limit.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var n) && n < 1)
            {
                result.AddError("--limit must be at least 1.");
            }
        });
        return limit;
    }
}

namespace Slipway.Web.Frame;

/// <summary>The team that an address is about.</summary>
internal static class CurrentTeam
{
    private static readonly string[] Own = ["", "account", "sign-in", "not-found", "teams"];

    /// <summary>
    /// The team's name in an address relative to the base; null when it is about none. Team pages lie under
    /// <c>teams/{team}</c>; those whose addresses the wandb client prints under <c>{team}/{project}</c>.
    /// </summary>
    public static string? In(string relative)
    {
        var parts = relative.Split('?', '#')[0].Split('/');
        return parts switch
        {
            ["teams", { Length: > 0 } team, ..] => Uri.UnescapeDataString(team),
            [var first, { Length: > 0 }, { Length: > 0 }, ..] when !Own.Contains(first, StringComparer.Ordinal) => Uri.UnescapeDataString(first),
            _ => null,
        };
    }
}

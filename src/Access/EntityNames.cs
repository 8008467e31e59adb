using System.Text.RegularExpressions;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Rest.Texts;

namespace Slipway.Access;

/// <summary>Rules for names of users, teams, service accounts and projects (wandb-behaviour 1.3 and 11).</summary>
public static partial class EntityNames
{
    public const int MaxLength = 128;

    // Paths of the web app and of the wandb client begin with an entity; these would hide pages of our own.
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "api", "docs", "healthz", "readyz", "metrics", "openapi", "graphql", "login", "logout", "settings", "admin",
        "system", "slipway", "teams", "users", "me", "files", "uploads", "artifacts", "artifactsv2", "_framework", "_content", "_blazor",
        "account", "sign-in", "sign-out", "not-found",
    };

    /// <summary>Whether somebody may have this name, if only the server itself gave it.</summary>
    internal static bool HasForm(string name) => name.Length is > 0 and <= MaxLength && Entity().IsMatch(name);

    /// <summary>Why the name may not be a user's, team's or service account's; null when it may.</summary>
    /// <param name="address">Where people reach the server, when they call it by a path that the name would be mistaken for.</param>
    public static Refusal? CheckEntity(string? name, string field = "name", PublicAddress? address = null)
    {
        if (name is null || !HasForm(name))
        {
            return Refusal.OfField(ErrorCodes.NameInvalid, field,
                $"A name has 1 to {MaxLength} letters, digits, '-', '_' or '.', and begins with a letter or digit.");
        }
        // A proxy may take the path off: what remains of an address below the path then looks like one that still has it.
        return Reserved.Contains(name) || string.Equals(address?.Uri.AbsolutePath.Trim('/'), name, StringComparison.OrdinalIgnoreCase)
            ? Refusal.OfField(ErrorCodes.NameReserved, field, $"'{name}' is kept for Slipway itself. Choose another name.")
            : null;
    }

    /// <summary>Why the name may not be a project's; null when it may.</summary>
    public static Refusal? CheckProject(string? name, string field = "name")
    {
        var isSized = name is { Length: > 0 and <= MaxLength };
        var problem = isSized ? NameText.Problem(name!) : null;
        return !isSized || problem is not null || name is "." or ".." || name!.Trim() != name || name.AsSpan().IndexOfAny("/\\#?%:") >= 0
            ? Refusal.OfField(ErrorCodes.NameInvalid, field,
                $"A project name has 1 to {MaxLength} characters, none of / \\ # ? % : and none that does not show, and no space at its ends"
                + (problem is null ? "." : $"; this one {problem}."))
            : null;
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_.-]*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Entity();
}

using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Slipway.Testing.Kubernetes;

/// <summary>What the agent's account may do, as the guide asks for it, and how requests select and change. Pure.</summary>
internal static class FakeRights
{
    private static readonly Dictionary<string, string[]> Verbs = new()
    {
        ["jobs"] = ["create", "get", "list", "delete", "patch"],
        ["secrets"] = ["create", "get", "list", "delete"],
        ["pods"] = ["get", "list", "watch", "delete"],
        ["pods/log"] = ["get"],
    };

    /// <summary>Why the agent may not ask this; null when it may.</summary>
    public static string? Refusal(HttpContext context, string[] parts)
    {
        if (parts is ["version"])
        {
            return null;
        }

        var space = Array.IndexOf(parts, "namespaces");
        var resource = space < 0 ? parts[^1] : parts.ElementAtOrDefault(space + 2) ?? "";
        var name = space < 0 ? null : parts.ElementAtOrDefault(space + 3);
        var below = space < 0 ? null : parts.ElementAtOrDefault(space + 4);
        var verb = (context.Request.Method, name) switch
        {
            ("GET", null) => context.Request.Query["watch"] == "true" ? "watch" : "list",
            ("GET", _) => "get",
            ("POST", _) => "create",
            ("PATCH", _) => "patch",
            _ => "delete",
        };
        var what = below is null ? resource : $"{resource}/{below}";
        return space >= 0 && Verbs.TryGetValue(what, out var verbs) && verbs.Contains(verb)
            ? null
            : $"{what} is forbidden: User \"slipway-agent\" cannot {verb} resource \"{what}\" in API group \"\" {(space < 0 ? "at the cluster scope" : "in the namespace \"jobs\"")}";
    }

    public static (string Label, string Value)[] Selected(HttpContext context) =>
    [
        .. (context.Request.Query["labelSelector"].FirstOrDefault() ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(one => one.Split('=', 2)).Select(pair => (pair[0], pair[1])),
    ];

    public static bool Matches(JsonObject one, (string Label, string Value)[] selector) =>
        selector.All(pair => (string?)one["metadata"]?["labels"]?[pair.Label] == pair.Value);

    /// <summary>A JSON merge patch.</summary>
    public static void Merge(JsonObject into, JsonObject change)
    {
        foreach (var (name, value) in change)
        {
            if (value is JsonObject inner && into[name] is JsonObject below)
            {
                Merge(below, inner);
            }
            else if (value is null)
            {
                into.Remove(name);
            }
            else
            {
                into[name] = value.DeepClone();
            }
        }
    }
}

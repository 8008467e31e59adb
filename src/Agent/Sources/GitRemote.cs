using System.Text.RegularExpressions;

namespace Slipway.Agent.Sources;

/// <summary>Which git addresses and commits are let through to git: nothing that it could take for an option or a helper.</summary>
internal static partial class GitRemote
{
    /// <summary>Why git is not asked for it; null when it is.</summary>
    public static string? Refusal(string? remote, string? commit)
    {
        if (string.IsNullOrEmpty(remote) || remote.StartsWith('-') || remote.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
        {
            return $"'{remote}' is not the address of a git repository.";
        }

        var isUrl = Uri.TryCreate(remote, UriKind.Absolute, out var url)
            && url.Scheme is "https" or "ssh"
            && remote.StartsWith(url.Scheme + "://", StringComparison.OrdinalIgnoreCase)
            && url.Host.Length > 0 && !url.Host.StartsWith('-') && !url.UserInfo.StartsWith('-');
        if (!isUrl && !ShortSsh().IsMatch(remote))
        {
            return $"'{remote}' is fetched neither by https nor by ssh, which alone are allowed.";
        }

        return commit is not null && FullHash().IsMatch(commit)
            ? null
            : $"'{commit}' is not the full hash of a commit.";
    }

    /// <summary><c>git@host:path</c>.</summary>
    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[A-Za-z0-9_~/.][^:]*\z")]
    private static partial Regex ShortSsh();

    [GeneratedRegex(@"\A([0-9a-f]{40}|[0-9a-f]{64})\z")]
    private static partial Regex FullHash();
}

using System.Text.RegularExpressions;

namespace Slipway.Agent.Runners.Kubernetes;

/// <summary>What a namespace may be called (RFC 1123).</summary>
internal static partial class NamespaceName
{
    public static bool IsValid(string text) => Form().IsMatch(text);

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex Form();
}

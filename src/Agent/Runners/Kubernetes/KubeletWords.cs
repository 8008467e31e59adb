using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Agent.Runners.Kubernetes;

/// <summary>
/// A kubelet that cannot read a log (any more) says so in the place of the log or at its end, as if the job had printed it:
/// without a mark, in the last bytes of its answer. Pure.
/// </summary>
internal static partial class KubeletWords
{
    /// <summary>The most that is looked at: such words are one sentence.</summary>
    public const int MaxLength = 4096;

    /// <summary>How many bytes at the end of a piece are the job's, as far as can be told: what stands behind them is a kubelet's.</summary>
    public static int LengthWithout(ReadOnlySpan<byte> end)
    {
        // One character for each byte, so that places are the same.
        var match = AtTheEnd().Match(Encoding.Latin1.GetString(end));
        return match.Success ? match.Index : end.Length;
    }

    [GeneratedRegex(
        @"(?:unable to retrieve container logs for [\w.-]+://[0-9a-f]*"
        + @"|rpc error: code = \w+ desc = [^\n]*"
        + @"|an error occurred when try to find container [^\n]*"
        + @"|failed to (?:try resolving symlinks in path|open log file|create fsnotify watcher|watch (?:file|directory)|get parse function|get container status|read log file|seek) ?[^\n]*)\n?\z")]
    private static partial Regex AtTheEnd();
}

using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Web.Pages.Settings;

/// <summary>A request as a command for a shell. Pure.</summary>
internal static partial class CurlCommand
{
    private static readonly string[] MadeByCurl = ["Host", "Content-Length", "Transfer-Encoding", "Connection"];

    /// <summary>
    /// The command. Nothing in the request can end its quotes; only a header's <c>${NAME}</c>, which stands for a secret,
    /// and the masked token become variables of the shell.
    /// </summary>
    /// <param name="url">Where to.</param>
    /// <param name="headers">As they are shown: secrets are masked or names.</param>
    /// <param name="body">As it is shown.</param>
    public static string Of(string url, IReadOnlyDictionary<string, string> headers, string body)
    {
        var command = new StringBuilder("curl -sS -i -X POST ").Append(Quote(url));
        foreach (var (name, value) in headers.Where(header => !MadeByCurl.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            var shown = name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) && value == "Bearer ***" ? "Bearer ${ACCESS_TOKEN}" : value;
            command.Append(" \\\n  -H ").Append(QuoteWithNames($"{name}: {shown}"));
        }

        return command.Append(" \\\n  --data-raw ").Append(Quote(body)).ToString();
    }

    private static string Quote(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static string QuoteWithNames(string text)
    {
        var quoted = new StringBuilder();
        var from = 0;
        foreach (Match name in Name().Matches(text))
        {
            quoted.Append(Quote(text[from..name.Index])).Append('"').Append(name.Value).Append('"');
            from = name.Index + name.Length;
        }

        return from < text.Length || from == 0 ? quoted.Append(Quote(text[from..])).ToString() : quoted.ToString();
    }

    [GeneratedRegex(@"\$\{[A-Za-z_][A-Za-z0-9_]*\}", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}

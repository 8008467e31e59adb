using System.Text.Json;
using Slipway.Api;
using Slipway.Api.Commands;
using Slipway.Api.Http;
using Slipway.Api.Texts;
using Slipway.Api.Transfers;
using Slipway.Cli.Output;

namespace Slipway.Cli;

/// <summary>A failure as it is told: what happened, and what to do next.</summary>
internal sealed record Failure(int ExitCode, IReadOnlyList<string> Lines)
{
    /// <summary>Null for what is a bug of ours and should show its stack.</summary>
    public static Failure? Explain(Exception e, CliSession session, CancellationToken ct) => e switch
    {
        UsageException => new Failure(ExitCodes.WrongUse, [$"slipway: {e.Message}"]),
        SlipwayApiException refused => Refused(refused),
        TransferException => Failed(e.Message),
        HttpRequestException => Failed(
            $"cannot reach {session.LastServer}: {CauseWords.Of(e.InnerException ?? e)}",
            "Is the server running? Another address: --server URL, SLIPWAY_URL, or slipway login URL."),
        OperationCanceledException when ct.IsCancellationRequested => Failed("interrupted."),
        IOException or UnauthorizedAccessException => Failed(e.Message),
        JsonException => Failed($"the server's answer cannot be read: {e.Message}", "Are client and server of one version?"),
        _ => null,
    };

    private static Failure Failed(params string[] lines) =>
        new(ExitCodes.Failed, [Printable.Of($"slipway: {lines[0]}"), .. lines[1..].Select(Printable.Of)]);

    private static Failure Refused(SlipwayApiException refused)
    {
        var code = refused.Code ?? $"HTTP {(int)refused.Status}";
        var lines = new List<string> { $"slipway: {Printable.Of(refused.Message)} ({code})" };
        foreach (var (field, messages) in refused.Problem.Errors ?? new Dictionary<string, string[]>())
        {
            // Often the only field's message is what was said already.
            lines.AddRange(messages.Where(message => message != refused.Message)
                .Select(message => Printable.Of($"  {field}: {message}")));
        }

        if (refused.Problem.Extensions?.TryGetValue("usedBy", out var users) == true
            && users.ValueKind == JsonValueKind.Array)
        {
            lines.AddRange(users.EnumerateArray().Select(user => Printable.Of($"  used by {User(user)}")));
        }

        if (Hint(refused) is { } hint)
        {
            lines.Add(hint);
        }

        return new Failure(ExitCodes.Failed, lines);
    }

    private static string User(JsonElement user) =>
        user.ValueKind == JsonValueKind.Object
        && user.TryGetProperty("kind", out var kind)
        && user.TryGetProperty("name", out var name)
            ? name.ToString().All(char.IsAsciiDigit) ? $"{name} {kind}" : $"{kind} {name}"
            : user.ToString();

    private static string? Hint(SlipwayApiException refused) => refused.Code switch
    {
        ErrorCodes.Unauthorized => "Sign in: slipway login URL, or set SLIPWAY_API_KEY.",
        ErrorCodes.Forbidden or ErrorCodes.SecretNeedsAdmin or ErrorCodes.AliasProtected =>
            "Ask a team admin. Who you are: slipway whoami.",
        ErrorCodes.NotFound when refused.Message.Contains("no team", StringComparison.Ordinal) => "Which teams you are in: slipway whoami.",
        ErrorCodes.SecretInUse or ErrorCodes.WebhookInUse => "Delete its users first, or disable them with --force.",
        ErrorCodes.VersionInUse => "Unlink it first: slipway unlink MODEL VERSION.",
        ErrorCodes.NameTaken => "Choose another name, or use what is there.",
        ErrorCodes.SecretMissing => "Set it first: slipway secret set NAME.",
        ErrorCodes.WebhookMissing => "Create it first: slipway webhook create NAME URL.",
        ErrorCodes.ModelMissing => "Create it first: slipway model create NAME.",
        ErrorCodes.AliasReserved => "Slipway itself gives 'latest' and 'vN'. Choose another alias.",
        ErrorCodes.UrlRefused =>
            "A receiver inside your own network has to be opened by who runs the server: --egress-allow host:port.",
        ErrorCodes.HashMismatch => "The file changed on the way. Publish again.",
        ErrorCodes.RateLimited or ErrorCodes.Unavailable when refused.RetryAfter is { } wait =>
            $"Try again in {Math.Ceiling(wait.TotalSeconds)} s.",
        _ => null,
    };
}

using System.CommandLine;
using Slipway.Api.Transfers;
using Slipway.Cli.Output;
using static Slipway.Cli.Commands.CommandBuilding;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway download REF</c></summary>
internal static class DownloadCommand
{
    public static Command Build(CliSession session)
    {
        var reference = Name("REF", "Model:alias, team/project/name:version, or wandb-artifact://_id/...");
        var to = Text("--to", "The folder; by default one named like the artifact", "FOLDER");
        return New(
            "download",
            "Downloads the files of a version and checks their SHA-256. The same command resumes what broke off.",
            "slipway download Iris:production --to ./model",
            "slipway download 'wandb-artifact://_id/QXJ0aWZhY3Q6MQ=='")
            .With(reference, to)
            .AsResult(
                session,
                async (parsed, ct) =>
                {
                    var client = session.Connect(parsed);
                    var resolved = await client.Artifacts.ResolveAsync(Full(session, parsed, reference), ct);
                    var folder = parsed.GetValue(to) ?? FolderOf(resolved.Name);
                    var files = await TransferBar.RunAsync(
                        session.Terminal,
                        resolved.Files.Sum(file => file.Size),
                        progress => client.Artifacts.DownloadAsync(
                            resolved, folder, new TransferOptions { Progress = progress }, ct));
                    session.Terminal.Remark($"{resolved.Name}: {files.Count} {(files.Count == 1 ? "file" : "files")} in {Path.GetFullPath(folder)}");
                    return resolved;
                },
                (terminal, resolved) =>
                {
                    foreach (var file in resolved.Files)
                    {
                        terminal.Say($"{file.Sha256}  {file.Path}");
                    }
                });
    }

    private static string Full(CliSession session, ParseResult parsed, Argument<string> reference)
    {
        var typed = parsed.GetRequiredValue(reference);
        if (typed.Contains("://", StringComparison.Ordinal))
        {
            return typed;
        }

        var target = Target.Parse(typed, () => session.Team(parsed));
        return (target with { Version = target.Version ?? "latest" }).ToString();
    }

    // team/project/name:v3 -> name-v3; the server's names hold no '/', but a folder is chosen by us alone.
    private static string FolderOf(string name)
    {
        var last = name[(name.LastIndexOf('/') + 1)..].Replace(':', '-');
        return string.Concat(last.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_')).TrimStart('.') is { Length: > 0 } folder
            ? folder
            : "download";
    }
}

using System.CommandLine;
using System.Text.Json;
using Slipway.Api.Artifacts;
using Slipway.Api.Clients;
using Slipway.Api.Commands;
using Slipway.Api.Http;
using Slipway.Api.Registry;
using Slipway.Api.Transfers;
using Slipway.Cli.Output;
using static Slipway.Cli.Commands.CommandBuilding;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway publish FILES... --name team/project/name</c></summary>
internal static class PublishCommand
{
    public static Command Build(CliSession session)
    {
        var files = new Argument<string[]>("FILES")
        {
            Description = "Files, and folders with all that is in them",
            Arity = ArgumentArity.OneOrMore,
        };
        files.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !Path.Exists(token.Value) && new FileInfo(token.Value).LinkTarget is null && !token.Value.Contains('\uFFFD')))
            {
                result.AddError(token.Value.StartsWith('-')
                    ? $"Unknown option '{token.Value}'."
                    : $"There is no file or folder '{token.Value}'.");
            }
        });
        var name = new Option<string>("--name")
        {
            Description = "The artifact: team/project/name",
            HelpName = "team/project/name",
            Required = true,
        };
        var type = new Option<string>("--type")
        {
            Description = "The artifact's type",
            HelpName = "TYPE",
            DefaultValueFactory = _ => "model",
        };
        var description = Text("--description", "What this version is, in Markdown", "TEXT");
        var metadata = Many("--metadata", "A key and its value, as JSON where it is JSON; a number only when it reads as typed, so 1.10 and 1e5 are text (repeatable)", "k=v");
        var metadataFile = Text("--metadata-file", "A file with a JSON object", "FILE");
        var link = Text("--link", "Link the version to this registered model of the team", "MODEL");
        var alias = Many("--alias", "Put this alias on it: with --link in the registered model (repeatable)", "ALIAS");
        var parallel = new Option<int>("--parallel")
        {
            Description = "How many files at a time",
            HelpName = "N",
            DefaultValueFactory = _ => 4,
        };

        return New(
            "publish",
            "Publishes files as a new version. What the server has already is not sent again; after a broken\n"
            + "connection the same command resumes. The same content again answers the same version.\n"
            + "A link to a file stands for the file; links to folders, pipes and sockets in a folder are left out.",
            "slipway publish model.onnx --name vision/iris/classifier --metadata accuracy=0.97",
            "slipway publish ./export --name vision/iris/classifier --link Iris --alias staging")
            .With(files, name, type, description, metadata, metadataFile, link, alias, parallel)
            .AsResult(
                session,
                async (parsed, ct) =>
                {
                    var target = Target.Parse(parsed.GetRequiredValue(name), () => session.Team(parsed));
                    if (target.Version is not null)
                    {
                        throw new UsageException("--name is team/project/name: the server gives the version.");
                    }

                    if (target.IsRegistered)
                    {
                        throw new UsageException(
                            "--name is an artifact of a project: team/project/name. The registered model goes into --link.");
                    }

                    var client = session.Connect(parsed);
                    var model = parsed.GetValue(link);
                    var aliases = parsed.GetRequiredValue(alias);
                    if (model is not null)
                    {
                        // Refuse before gigabytes are sent.
                        await RequireModelAsync(client, target.Team, model, ct);
                    }

                    var plan = new PublishPlan
                    {
                        Type = parsed.GetRequiredValue(type),
                        Files = LocalFile.Find(parsed.GetRequiredValue(files), session.Terminal.Remark),
                        Description = parsed.GetValue(description),
                        Metadata = MetadataArguments.Read(parsed.GetValue(metadataFile), parsed.GetRequiredValue(metadata)),
                        Aliases = model is null && aliases.Length > 0 ? aliases : null,
                    };
                    var version = await TransferBar.RunAsync(
                        session.Terminal,
                        plan.Files.Sum(file => file.Size),
                        progress => client.Artifacts.PublishAsync(
                            target.Team,
                            target.Project,
                            target.Name,
                            plan,
                            new TransferOptions { Parallelism = parsed.GetValue(parallel), Progress = progress },
                            ct));
                    if (Kept(plan, version) is { } kept)
                    {
                        session.Terminal.Remark(kept);
                    }

                    if (model is null)
                    {
                        return version;
                    }

                    var linked = await client.Registry.LinkAsync(
                        target.Team,
                        model,
                        new LinkVersionRequest
                        {
                            Source = $"{target}:{version.Version}",
                            Aliases = aliases.Length > 0 ? aliases : null,
                        },
                        ct);
                    session.Terminal.Remark(
                        $"Linked as {target.Team}/{Target.DefaultRegistry}/{model}:{linked.Version}{On(aliases)}.");
                    return version;
                },
                (terminal, version) => terminal.Say(
                    $"Published {version.Team}/{version.Project}/{version.Artifact}:{version.Version} "
                    + $"({Human.Size(version.Size)} in {version.FileCount} {(version.FileCount == 1 ? "file" : "files")})"));
    }

    /// <summary>What the version that has this content already keeps, though the plan says otherwise; null when all is as planned.</summary>
    private static string? Kept(PublishPlan plan, VersionResponse version)
    {
        var kept = new List<string>();
        if (plan.Metadata is { } metadata && !(version.Metadata is { } there && JsonElement.DeepEquals(metadata, there)))
        {
            kept.Add("metadata");
        }

        if (plan.Description is { Length: > 0 } description && description != version.Description)
        {
            kept.Add("description");
        }

        return kept.Count == 0
            ? null
            : $"The content is that of {version.Version} already, and a version does not change: it keeps its {string.Join(" and ", kept)}, and yours "
              + $"{(kept.Count == 1 ? "was" : "were")} not taken.";
    }

    private static string On(string[] aliases) => aliases.Length == 0 ? "" : " with " + Human.List(aliases);

    private static async Task RequireModelAsync(SlipwayClient client, string team, string model, CancellationToken ct)
    {
        try
        {
            await client.Registry.GetModelAsync(team, model, ct);
        }
        catch (SlipwayApiException e) when (e.Code == Slipway.Api.ErrorCodes.NotFound)
        {
            throw new TransferException(
                $"team '{team}' has no registered model '{model}'. Create it first: slipway model create {model} --team {team}", e);
        }
    }
}

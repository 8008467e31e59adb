using System.CommandLine;
using Slipway.Api.Clients;
using Slipway.Api.Commands;
using Slipway.Api.Jobs;
using Slipway.Api.Transfers;
using Slipway.Cli.Output;
using static Slipway.Cli.Commands.CommandBuilding;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway job create code | git | image</c>, <c>slipway job list | show</c></summary>
internal static class JobCommands
{
    public static Command Build(CliSession session) => Group(
        "job",
        "Jobs: what can be launched",
        Group("create", "Creates a job, or the next version of it", Code(session), Git(session), Image(session)),
        List(session),
        Show(session));

    private static Command Code(CliSession session)
    {
        var folder = Name("DIR", "The folder with the code");
        var options = new JobOptions(needsEntryPoint: true);
        return New(
            "code",
            "Publishes a folder of code as an artifact, and makes a job of it.",
            "slipway job create code ./train --name vision/iris/train --entry-point python --entry-point train.py")
            .With(folder).With(options.Symbols)
            .AsResult(session, async (parsed, ct) =>
            {
                var target = options.Target(session, parsed);
                var client = session.Connect(parsed);
                var directory = parsed.GetRequiredValue(folder);
                if (!Directory.Exists(directory))
                {
                    throw new UsageException($"there is no folder '{directory}'.");
                }
                var plan = new PublishPlan { Type = "code", Files = LocalFile.Find([directory], session.Terminal.Remark) };
                var code = await TransferBar.RunAsync(
                    session.Terminal,
                    plan.Files.Sum(file => file.Size),
                    progress => client.Artifacts.PublishAsync(
                        target.Team, target.Project, target.Name + "-code", plan, new TransferOptions { Progress = progress }, ct));
                return await options.CreateAsync(client, target, parsed,
                    new JobSourceBody { Type = JobSources.Artifact, Artifact = $"{code.Team}/{code.Project}/{code.Artifact}:{code.Version}" }, ct);
            }, Tell);
    }

    private static Command Git(CliSession session)
    {
        var remote = Name("URL", "The repository: https://... or ssh://...");
        var commit = Name("COMMIT", "The full hash of the commit");
        var options = new JobOptions(needsEntryPoint: true);
        return New(
            "git",
            "Makes a job of a commit of a git repository.",
            "slipway job create git https://github.com/OWNER/REPO 5c2f... --name vision/iris/train --entry-point python --entry-point train.py")
            .With(remote, commit).With(options.Symbols)
            .AsResult(session, (parsed, ct) => options.CreateAsync(
                session.Connect(parsed), options.Target(session, parsed), parsed,
                new JobSourceBody { Type = JobSources.Repo, Remote = parsed.GetRequiredValue(remote), Commit = parsed.GetRequiredValue(commit) }, ct), Tell);
    }

    private static Command Image(CliSession session)
    {
        var image = Name("IMAGE", "The image, best with its digest");
        var options = new JobOptions(needsEntryPoint: false);
        return New(
            "image",
            "Makes a job of a container image.",
            "slipway job create image registry.example.com/train@sha256:... --name vision/iris/train")
            .With(image).With(options.Symbols)
            .AsResult(session, (parsed, ct) => options.CreateAsync(
                session.Connect(parsed), options.Target(session, parsed), parsed,
                new JobSourceBody { Type = JobSources.Image, Image = parsed.GetRequiredValue(image) }, ct), Tell);
    }

    private static Command List(CliSession session)
    {
        var project = new Option<string>("--project") { Description = "The project", HelpName = "NAME", Required = true };
        return New("list", "Lists the jobs of a project.")
            .With(project)
            .AsList(
                session,
                (client, parsed, size, ct) => client.Jobs.ListAsync(session.Team(parsed), parsed.GetRequiredValue(project), size, ct),
                "No job. Make one: slipway job create code DIR --name team/project/name --entry-point ...",
                [
                    new("NAME", job => $"{job.Team}/{job.Project}/{job.Name}"),
                    new("VERSION", job => job.Version),
                    new("AT", job => Human.Time(job.CreatedAt)),
                    new("DESCRIPTION", job => job.Description),
                ]);
    }

    private static Command Show(CliSession session)
    {
        var job = Name("JOB", "team/project/name, with :v3 or an alias");
        return New("show", "Shows a version of a job; the newest when none is named.")
            .With(job)
            .AsResult(
                session,
                (parsed, ct) =>
                {
                    var target = Target.Parse(parsed.GetRequiredValue(job), () => session.Team(parsed));
                    return session.Connect(parsed).Jobs.GetVersionAsync(target.Team, target.Project, target.Name, target.Version ?? "latest", ct);
                },
                JsonOutput.Write);
    }

    private static void Tell(Terminal terminal, JobVersionResponse job) =>
        terminal.Say($"Made {job.Team}/{job.Project}/{job.Name}:{job.Version}. Launch it: slipway launch {job.Team}/{job.Project}/{job.Name} --queue NAME --project PROJECT");

    /// <summary>What all kinds of jobs take.</summary>
    private sealed class JobOptions(bool needsEntryPoint)
    {
        private readonly Option<string> _name = new("--name") { Description = "The job: team/project/name", HelpName = "team/project/name", Required = true };
        private readonly Option<string[]> _entryPoint = new("--entry-point")
        {
            Description = "The command, one for each word of it (repeatable)",
            HelpName = "WORD",
            Required = needsEntryPoint,
            DefaultValueFactory = needsEntryPoint ? null : _ => [],
        };

        private readonly Option<string[]> _argument = Many("--arg", "An argument after the command (repeatable)", "ARG");
        private readonly Option<string?> _inputs = Text("--inputs-file", "A JSON Schema of the run config", "FILE");
        private readonly Option<string?> _description = Text("--description", "What it does", "TEXT");
        private readonly Option<string[]> _alias = Many("--alias", "Put this alias on the version (repeatable)", "ALIAS");

        public ReadOnlySpan<Symbol> Symbols => new Symbol[] { _name, _entryPoint, _argument, _inputs, _description, _alias };

        public Target Target(CliSession session, ParseResult parsed)
        {
            var target = Commands.Target.Parse(parsed.GetRequiredValue(_name), () => session.Team(parsed));
            return target.Version is null && !target.IsRegistered
                ? target
                : throw new UsageException("--name is team/project/name: the server gives the version.");
        }

        public Task<JobVersionResponse> CreateAsync(
            SlipwayClient client, Target target, ParseResult parsed, JobSourceBody source, CancellationToken ct)
        {
            var (entryPoint, arguments, aliases) = (parsed.GetRequiredValue(_entryPoint), parsed.GetRequiredValue(_argument), parsed.GetRequiredValue(_alias));
            return client.Jobs.CreateAsync(
                target.Team,
                target.Project,
                new CreateJobRequest
                {
                    Name = target.Name,
                    Source = source with
                    {
                        EntryPoint = entryPoint.Length == 0 ? null : entryPoint,
                        Args = arguments.Length == 0 ? null : arguments,
                    },
                    Inputs = JsonArguments.Read("--inputs", parsed.GetValue(_inputs), []),
                    Description = parsed.GetValue(_description),
                    Aliases = aliases.Length == 0 ? null : aliases,
                },
                ct);
        }
    }
}
